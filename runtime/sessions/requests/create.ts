// A session is created: one that was made ahead is claimed, or its row and its first event are written and the container
// follows.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { RandomBytes } from '../../../state/model/ids.ts';
import type { Meter } from '../../../state/model/measurement.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { SpaceRow } from '../../../state/store/spaces.ts';
import type { Store, StoreTables } from '../../../state/store/store.ts';
import { agentNotFound, sessionLimit, spaceNotFound } from '../errors.ts';
import { newSessionRow } from '../new-session-row.ts';
import { claimSlot } from '../pool/claim.ts';
import type { NewSession } from '../sessions.ts';
import { insertFirst } from './insert-first.ts';

export interface CreateDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly meter: Meter;
}

export interface Created {
  readonly row: SessionRow;
  /** It was taken from the warm pool, which has one less now. */
  readonly claimed: boolean;
  /** An earlier request with the same idempotency key made it. */
  readonly wasThere: boolean;
}

export type CreateSession = (input: NewSession) => Promise<Created>;

export function createCreate({ store, clock, random, meter }: CreateDeps): CreateSession {
  return async function create(input) {
    for (;;) {
      const created = await store.transaction((tables) => createWithin(tables, input, clock.now(), random));
      // Somebody else with the same key was quicker: the next look finds theirs.
      if (created === undefined) continue;
      if (!created.wasThere)
        meter({ type: 'created', space: input.space, from: created.claimed ? 'pool' : 'new' });
      return created;
    }
  };
}

/** Undefined where the idempotency key was taken meanwhile. */
export async function createWithin(
  tables: StoreTables,
  input: NewSession,
  now: number,
  random: RandomBytes,
): Promise<Created | undefined> {
  const key = input.idempotencyKey;
  const earlier = key === undefined ? undefined : await tables.sessions.byIdempotencyKey(key);
  if (earlier !== undefined) return { row: earlier, claimed: false, wasThere: true };
  const space = await requireSpace(tables, input.space);
  if (input.agent !== undefined) await requireAgent(tables, input.space, input.agent);
  await requireRoom(tables, space);
  const owner = {
    createdBy: input.by,
    agent: input.agent ?? null,
    metadata: input.metadata ?? {},
    idempotencyKey: key ?? null,
  };
  const times = { since: now, createdAt: now, lastActivityAt: now };
  const claimed = await claimSlot(tables, space, { ...owner, ...times });
  if (claimed !== undefined) return { row: claimed, claimed: true, wasThere: false };
  const row = newSessionRow({ space: space.name, ...owner }, now, random);
  return (await insertFirst(tables, row)) ? { row, claimed: false, wasThere: false } : undefined;
}

export async function requireSpace(tables: StoreTables, name: string): Promise<SpaceRow> {
  const space = await tables.spaces.get(name);
  if (space !== undefined && !space.removing) return space;
  const known = (await tables.spaces.list()).filter(({ removing }) => !removing);
  throw spaceNotFound(
    name,
    known.map((row) => row.name),
  );
}

async function requireAgent(tables: StoreTables, space: string, agent: string): Promise<void> {
  if ((await tables.agents.get(space, agent)) !== undefined) return;
  const known = await tables.agents.list(space);
  throw agentNotFound(
    space,
    agent,
    known.map(({ name }) => name),
  );
}

/** Suspended sessions hold no container and are not counted; they are only looked at where the count is near. */
export async function requireRoom(tables: StoreTables, space: SpaceRow, more = 1): Promise<void> {
  const { max } = (space.spec as SpaceSpec).sessions;
  if ((await tables.sessions.countOpen(space.name)) + more <= max) return;
  const open = await tables.sessions.open(space.name);
  const counted = open.filter(({ state, warm }) => !warm && state !== 'suspended').length;
  if (counted + more > max) throw sessionLimit(space.name, max);
}
