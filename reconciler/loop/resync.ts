// What engine events point to, and the periodic look at everything for what no event told.

import type { EngineEvent } from '../../runtime/containers/engine.ts';
import { spaceNetworkName } from '../../runtime/containers/network-name.ts';
import { SPACE_LABEL } from '../../runtime/sessions/names.ts';
import type { Clock } from '../../state/model/clock.ts';

export const RESYNC_EVERY_MS = 5 * 60_000;
export const SESSION_SWEEP_EVERY_MS = 5_000;

const ofSpace = /^raworc_(?:space|agent)_([a-z0-9-]+)[_:]/;

/** The space that an event is about, where it is about one. */
export function spaceOfEvent(event: EngineEvent, installationId: string): string | undefined {
  switch (event.type) {
    case 'image':
      return ofSpace.exec(event.reference)?.[1];
    case 'network': {
      const prefix = spaceNetworkName(installationId, '');
      return event.action !== 'connect' && event.name.startsWith(prefix)
        ? event.name.slice(prefix.length)
        : undefined;
    }
    case 'container':
      return event.action === 'update' ? event.labels[SPACE_LABEL] : undefined;
    case 'volume':
    case 'connected':
      return undefined;
    default:
      return event satisfies never;
  }
}

/** True where containers may have been changed, rather than something of the space itself. */
export function isAboutContainers(event: EngineEvent): boolean {
  return event.type === 'container' || (event.type === 'network' && event.action === 'disconnect');
}

/** Calls `tick` again and again, ±20 % apart, until the signal aborts. */
export async function repeat(
  everyMs: number,
  deps: { readonly clock: Clock; readonly random: () => number; readonly signal: AbortSignal },
  tick: () => Promise<void> | void,
): Promise<void> {
  const { clock, random, signal } = deps;
  while (!signal.aborted) {
    try {
      await clock.wait(Math.round(everyMs * (0.8 + 0.4 * random())), { signal });
    } catch {
      return;
    }
    await tick();
  }
}
