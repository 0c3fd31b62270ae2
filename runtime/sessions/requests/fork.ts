// A session is forked: the rows of its forks with a copy of its history, in one transaction with its own. Its run copies
// the workspace, and each fork starts once it has its own.

import { newMessageId, type MessageId, type RandomBytes, type SessionId } from '../../../state/model/ids.ts';
import { forkableStates } from '../../../state/model/session-state.ts';
import type { MessageRow } from '../../../state/store/messages.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { StoreTables } from '../../../state/store/store.ts';
import { closing, idempotencyKeyTaken, messageNotFound, notForkable, sessionMoved } from '../errors.ts';
import * as because from '../lifecycle/reasons.ts';
import { plain } from '../lifecycle/start.ts';
import { newSessionRow, type NewRow } from '../new-session-row.ts';
import type { EditSession, SessionEdit } from '../session-edit.ts';
import type { NewFork } from '../sessions.ts';
import { requireRoom, requireSpace } from './create.ts';
import { insertFirst } from './insert-first.ts';

export interface ForkDeps {
  readonly edit: EditSession;
  readonly random: RandomBytes;
}

export type ForkSession = (id: SessionId, input: NewFork) => Promise<readonly SessionRow[]>;

/** The workspace has to be there by then. */
const COPY_DEADLINE_MS = 30 * 60_000;
/** Messages that are in memory at once; one may have 16 MiB. */
const BATCH = 10;

export function createFork({ edit, random }: ForkDeps): ForkSession {
  return async function fork(id, input) {
    const { result } = await edit(id, input.by, async (session) => {
      const earlier = await madeBefore(session.tables, id, input);
      if (earlier !== undefined) return earlier;
      const { tables, row, now, patch, log } = session;
      requireForkable(row());
      const count = input.count ?? 1;
      await requireRoom(tables, await requireSpace(tables, row().space), count);
      const at = input.at === undefined ? null : await requireMessage(tables, id, input.at);
      const forks = Array.from({ length: count }, (_, index) => newFork(session, input, at, index));
      for (const made of forks) {
        // The same key at the same moment: the next try finds the others.
        if (!(await insertFirst(tables, made))) throw sessionMoved(id);
      }
      await copyHistory(tables, id, at, forks);
      // With the row's version as the guard: one that is about to be closed is not forked any more.
      patch({ lastActivityAt: now });
      log({ type: 'session.forked', data: { forks: forks.map((made) => made.id), at } });
      return forks;
    });
    return result;
  };

  function newFork(
    { row, now }: SessionEdit,
    input: NewFork,
    at: MessageId | null,
    index: number,
  ): SessionRow {
    const { id, space, agent, metadata } = row();
    const fields: NewRow = {
      space,
      createdBy: input.by,
      ...plain(because.forked(id, at)),
      agent,
      metadata: input.metadata ?? metadata,
      parentId: id,
      parentMessageId: at,
      awaits: 'copy',
      deadlineAt: now + COPY_DEADLINE_MS,
      idempotencyKey: input.idempotencyKey === undefined ? null : keyOf(input.idempotencyKey, index),
    };
    return newSessionRow(fields, now, random);
  }

  /** Under new ids, and as answers to no turn: the turns are the parent's. */
  async function copyHistory(
    { messages }: StoreTables,
    from: SessionId,
    at: MessageId | null,
    forks: readonly SessionRow[],
  ): Promise<void> {
    for (let after: MessageId | undefined; ;) {
      const page = await messages.list(from, { limit: BATCH, ...(after === undefined ? {} : { after }) });
      const last = page.findIndex(({ id }) => id === at);
      const taken = last === -1 ? page : page.slice(0, last + 1);
      for (const { id: sessionId, createdAt: now } of forks) {
        await messages.insertAll(taken.map((row) => copyOf(row, newMessageId(now, random), sessionId)));
      }
      after = page.at(-1)?.id;
      if (last !== -1 || page.length < BATCH) return;
    }
  }
}

const copyOf = (row: MessageRow, id: MessageId, sessionId: SessionId): MessageRow => {
  const { parentTurnId, role, agent, content, metadata, createdAt } = row;
  return { id, sessionId, turnId: null, parentTurnId, role, agent, content, metadata, createdAt };
};

/** Each of several has a key of its own, by which the others are found; no client can send a line's end. */
const keyOf = (key: string, index: number): string => (index === 0 ? key : `${key}\n${index}`);

async function madeBefore(
  { sessions }: StoreTables,
  parent: SessionId,
  { idempotencyKey: key }: NewFork,
): Promise<readonly SessionRow[] | undefined> {
  if (key === undefined) return undefined;
  const made: SessionRow[] = [];
  for (;;) {
    const row = await sessions.byIdempotencyKey(keyOf(key, made.length));
    if (row === undefined) return made.length === 0 ? undefined : made;
    if (row.parentId !== parent) throw idempotencyKeyTaken();
    made.push(row);
  }
}

function requireForkable({ id, state, target, awaits }: SessionRow): void {
  if (target === 'closed' && state !== 'closed') throw closing(id, state);
  if (awaits !== null) throw notForkable(id, state, 'its own workspace is not complete yet.');
  if (forkableStates.includes(state)) return;
  throw notForkable(id, state, state === 'init' ? 'it is still starting.' : 'it is closed.');
}

async function requireMessage({ messages }: StoreTables, id: SessionId, at: string): Promise<MessageId> {
  const message = await messages.get(at as MessageId);
  if (message?.sessionId !== id || message.parentTurnId !== null) throw messageNotFound(at);
  return message.id;
}
