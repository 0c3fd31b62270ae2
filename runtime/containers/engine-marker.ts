// A volume that proves which engine this is. The store remembers what the volume says; on an engine that says something
// else, or nothing, everything that the store knows would look removed, and repairing it would be wrong.

import type { Engine, Waiting } from './engine.ts';
import { EngineError } from './errors.ts';

const MARKER_LABEL = 'dev.raworc.marker';

/**
 * - `same`: the engine that the store knows;
 * - `first`: the store knows none yet, so place the marker and remember it;
 * - `changed`: another engine, or the same one emptied.
 */
export type MarkerCheck = 'same' | 'first' | 'changed';

const markerVolume = (installationId: string): string => `raworc_marker_${installationId}`;

export async function checkMarker(
  engine: Pick<Engine, 'volumes'>,
  installationId: string,
  knownMarkerId: string | undefined,
  wait?: Waiting,
): Promise<MarkerCheck> {
  if (knownMarkerId === undefined) return 'first';
  const volume = await engine.volumes.inspect(markerVolume(installationId), wait);
  return volume?.labels[MARKER_LABEL] === knownMarkerId ? 'same' : 'changed';
}

/**
 * Puts `markerId` on the engine, or finds the one that an earlier start put there before it could remember it. Resolves
 * with the id to remember.
 */
export async function placeMarker(
  engine: Pick<Engine, 'volumes'>,
  installationId: string,
  markerId: string,
  wait?: Waiting,
): Promise<string> {
  const labels = { [MARKER_LABEL]: markerId };
  const volume = await engine.volumes.ensure(markerVolume(installationId), labels, wait);
  return volume.labels[MARKER_LABEL] ?? markerId;
}

/** What to throw, and show, while {@link checkMarker} says `changed`. */
export function engineChanged(): EngineError {
  return new EngineError(
    'ENGINE_CHANGED',
    'This is not the container engine that the store knows, or it was emptied; nothing is repaired on it.',
  );
}
