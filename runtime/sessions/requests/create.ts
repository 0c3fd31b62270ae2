// A session is created: its row and its first event. The container follows.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { Clock } from '../../../state/model/clock.ts';
import { newSessionId, type RandomBytes } from '../../../state/model/ids.ts';
import type { SessionEvent } from '../../../state/model/session-event.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { SpaceRow } from '../../../state/store/spaces.ts';
import type { Store, StoreTables } from '../../../state/store/store.ts';
import { agentNotFound, sessionLimit, spaceNotFound } from '../errors.ts';
import * as because from '../lifecycle/reasons.ts';
import type { NewSession } from '../sessions.ts';

export interface CreateDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

export type CreateSession = (input: NewSession) => Promise<SessionRow>;

export function createCreate({ store, clock, random }: CreateDeps): CreateSession {
  return async function create(input) {
    const key = input.idempotencyKey;
    for (;;) {
      const row = await store.transaction(async (tables) => {
        const earlier = key === undefined ? undefined : await tables.sessions.byIdempotencyKey(key);
        if (earlier !== undefined) return earlier;
        const space = await requireSpace(tables, input.space);
        if (input.agent !== undefined) await requireAgent(tables, input.space, input.agent);
        await requireRoom(tables, space);
        return insert(tables, input, clock.now());
      });
      // Somebody else with the same key was quicker: the next look finds theirs.
      if (row !== undefined) return row;
    }
  };

  async function insert(
    tables: StoreTables,
    input: NewSession,
    now: number,
  ): Promise<SessionRow | undefined> {
    const row: SessionRow = {
      id: newSessionId(now, random),
      space: input.space,
      state: 'init',
      target: 'running',
      beforePause: null,
      reason: because.created.reason,
      message: because.created.message,
      hint: null,
      since: now,
      deadlineAt: null,
      image: null,
      buildId: null,
      containerId: null,
      generation: 1,
      epoch: 0,
      agent: input.agent ?? null,
      createdBy: input.by,
      parentId: null,
      parentMessageId: null,
      awaits: null,
      warm: false,
      keepAliveUntil: null,
      asked: null,
      metadata: input.metadata ?? {},
      idempotencyKey: input.idempotencyKey ?? null,
      createdAt: now,
      lastActivityAt: now,
      version: 1,
    };
    if (!(await tables.sessions.insert(row))) return undefined;
    const event: SessionEvent = { type: 'session.init', data: { from: null, ...because.created } };
    await tables.events.append(row.id, [event], input.by, now);
    return row;
  }
}

async function requireSpace(tables: StoreTables, name: string): Promise<SpaceRow> {
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
async function requireRoom(tables: StoreTables, space: SpaceRow): Promise<void> {
  const { max } = (space.spec as SpaceSpec).sessions;
  if ((await tables.sessions.countOpen(space.name)) < max) return;
  const open = await tables.sessions.open(space.name);
  if (open.filter(({ state }) => state !== 'suspended').length >= max) throw sessionLimit(space.name, max);
}
