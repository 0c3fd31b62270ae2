// A message is accepted: message, turn, task and event in one transaction, and from then on it will be answered.

import type { RandomBytes, SessionId } from '../../../state/model/ids.ts';
import { newMessageId, newTaskId, newTurnId } from '../../../state/model/ids.ts';
import { nextState } from '../../../state/model/session-state.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import { closing, messageTooLarge, sessionMoved, turnInFlight, wrongState } from '../errors.ts';
import { decideRoute } from '../routing/decide-route.ts';
import type { EditSession, SessionEdit } from '../session-edit.ts';
import type { NewMessage } from '../sessions.ts';
import type { TurnPayload } from './turn-payload.ts';

/** In UTF-8. */
const MAX_BYTES = 8 * 1024 * 1024;
/** How often a task may be claimed anew because of errors that may pass; a turn's own attempts are counted elsewhere. */
const TASK_ATTEMPTS = 10;

export interface AcceptDeps {
  readonly edit: EditSession;
  readonly random: RandomBytes;
}

export interface Accepted {
  readonly row: SessionRow;
  readonly turn: TurnRow;
  /** False where the idempotency key was used before. */
  readonly isNew: boolean;
}

export type AcceptMessage = (id: SessionId, message: NewMessage) => Promise<Accepted>;

export function createAccept({ edit, random }: AcceptDeps): AcceptMessage {
  return async function accept(id, message) {
    const bytes = Buffer.byteLength(message.content);
    if (bytes > MAX_BYTES) throw messageTooLarge(bytes, MAX_BYTES);
    const { row, result } = await edit(id, message.by, async (session) => {
      const before = await earlier(session, message);
      if (before !== undefined) return { turn: before, isNew: false };
      wake(session);
      if (message.strategy === 'reject' && (await session.tables.turns.countUnfinished(id)) > 0) {
        throw turnInFlight(id);
      }
      return { turn: await write(session, message), isNew: true };
    });
    return { row, ...result };
  };

  async function write({ tables, row, patch, log, now }: SessionEdit, message: NewMessage): Promise<TurnRow> {
    const session = row();
    const requested = message.agent ?? null;
    const route = await decideRoute(tables, { session, content: message.content, requested });
    const turn: TurnRow = {
      id: newTurnId(now, random),
      sessionId: session.id,
      state: 'queued',
      messageId: newMessageId(now, random),
      requestedAgent: requested,
      route,
      agentCommit: null,
      attempt: 1,
      error: null,
      idempotencyKey: message.idempotencyKey ?? null,
      createdAt: now,
      startedAt: null,
      endedAt: null,
    };
    // The same key at the same moment: the next try finds the other one.
    if (!(await tables.turns.insert(turn))) throw sessionMoved(session.id);
    await tables.messages.insert({
      id: turn.messageId,
      sessionId: session.id,
      turnId: turn.id,
      role: 'user',
      agent: route.agent,
      content: message.content,
      metadata: message.metadata ?? {},
      createdAt: now,
    });
    await tables.tasks.insert({
      id: newTaskId(now, random),
      kind: 'turn',
      key: turn.id,
      serialKey: session.id,
      payload: { by: message.by, space: session.space, agent: route.agent } satisfies TurnPayload,
      priority: 0,
      runAt: now,
      maxAttempts: TASK_ATTEMPTS,
      createdAt: now,
    });
    patch({ lastActivityAt: now });
    const { content } = message;
    log({ type: 'user.message', data: { message_id: turn.messageId, turn_id: turn.id, content } });
    log({ type: 'route.decided', data: { turn_id: turn.id, ...route } });
    return turn;
  }
}

async function earlier({ tables, row }: SessionEdit, message: NewMessage): Promise<TurnRow | undefined> {
  const { idempotencyKey: key } = message;
  return key === undefined ? undefined : tables.turns.byIdempotencyKey(row().id, key);
}

/** A message brings a paused or suspended session back; one that needs a person, or is going, takes none. */
function wake({ row, patch, now }: SessionEdit): void {
  const { id, state, target } = row();
  if (state === 'closed' || state === 'error') throw wrongState(id, state, 'sending a message');
  if (target === 'closed') throw closing(id, state);
  if (target === 'running') return;
  const isAsleep = nextState(state, 'resume') !== undefined;
  patch({ target: 'running', ...(isAsleep ? { deadlineAt: now } : {}) });
}
