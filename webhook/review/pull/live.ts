// What a plan touches as it runs now. The plan itself is made of Git alone; this stands beside it.

import { type Reconciler, type SpaceStatus } from '../../../reconciler/loop/control.ts';
import { RaworcError } from '../../../state/model/errors.ts';
import type { ShownDrift } from '../render/view.ts';

export interface LiveSpace {
  /** That aren't closed. */
  readonly sessions: number;
  /** What decides about removals now, whatever the pull request writes: `confirm`, `never`, `auto`. */
  readonly prune: string;
  /** What runs otherwise than the base branch says; empty where nothing does. */
  readonly drift: readonly ShownDrift[];
}

/** By name; spaces that are not there are left out. */
export type Live = ReadonlyMap<string, LiveSpace>;

export async function lookAtSpaces(
  reconciler: Pick<Reconciler, 'spaceStatus'>,
  names: Iterable<string>,
): Promise<Live> {
  const live = new Map<string, LiveSpace>();
  for (const name of names) {
    const status = await find(reconciler, name);
    if (status !== undefined) live.set(name, liveSpace(status));
  }
  return live;
}

async function find(
  reconciler: Pick<Reconciler, 'spaceStatus'>,
  name: string,
): Promise<SpaceStatus | undefined> {
  try {
    return await reconciler.spaceStatus(name);
  } catch (error) {
    if (error instanceof RaworcError && error.code === 'SPACE_NOT_FOUND') return undefined;
    throw error;
  }
}

function liveSpace(status: SpaceStatus): LiveSpace {
  const { name, sessions, spec, hold, awaitingConfirmation, conditions } = status;
  const messages: string[] = [];
  if (hold !== null) messages.push(`held at ${hold.revision.slice(0, 7)} by ${hold.by}`);
  if (awaitingConfirmation !== null) messages.push('a removal waits for a confirmation');
  for (const { type, status: is, message } of conditions) {
    if (is === 'True' && (type === 'Stalled' || type === 'Drifted')) messages.push(message);
  }
  return {
    sessions,
    prune: (spec as { readonly prune?: string }).prune ?? 'confirm',
    drift: messages.map((message) => ({ space: name, message })),
  };
}
