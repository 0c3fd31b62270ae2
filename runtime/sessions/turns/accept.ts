// A message is accepted: message, turn, task and events in one transaction, and from then on it will be answered. Where
// nothing is in the way, the same transaction writes that the turn begins; else it waits to be claimed.

import { isDeepStrictEqual } from 'node:util';
import type { RandomBytes, SessionId } from '../../../state/model/ids.ts';
import { newMessageId, newTaskId, newTurnId } from '../../../state/model/ids.ts';
import { nextState } from '../../../state/model/session-state.ts';
import type { Span, Tracer } from '../../../state/model/trace.ts';
import type { Route } from '../../../state/model/turn.ts';
import type { AgentRow } from '../../../state/store/agents.ts';
import type { MessageRow } from '../../../state/store/messages.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { NewTask, TaskRow } from '../../../state/store/tasks.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import { tracedNow } from '../../../state/tasks/trace-tasks.ts';
import {
  closing,
  idempotencyKeyTaken,
  messageTooLarge,
  sessionMoved,
  timeoutTooLong,
  turnInFlight,
  wrongState,
} from '../errors.ts';
import { requireBudget } from '../budgets/reached.ts';
import type { Routing } from '../routing/routing.ts';
import { endRoute, startRoute } from '../routing/trace-route.ts';
import type { EditSession, SessionEdit } from '../session-edit.ts';
import type { NewMessage } from '../sessions.ts';
import { runningPatch, started } from './begin.ts';
import type { BegunTurn } from './begun-turn.ts';
import { makeWay } from './cancel.ts';
import { placesOf } from './line.ts';
import { priorityOf } from './priority.ts';
import type { Prepared, PrepareTurn } from './prepare.ts';
import { TASK_ATTEMPTS, type TurnPayload } from './turn-payload.ts';
import { turnSecondsOf } from './turn-seconds.ts';

/** In UTF-8. */
const MAX_BYTES = 8 * 1024 * 1024;

export interface AcceptDeps {
  readonly edit: EditSession;
  readonly random: RandomBytes;
  readonly routing: Routing;
  readonly prepare: PrepareTurn;
  /** Throws where the workspace holds more than it may. */
  readonly requireRoom: (id: SessionId) => Promise<void>;
  readonly tracer: Tracer;
  /** Told of a turn that is written down as running, just before its task is held. */
  readonly onBegun: (task: TaskRow, begun: BegunTurn) => void;
}

export interface Accepted {
  readonly row: SessionRow;
  readonly turn: TurnRow;
  /** False where the idempotency key was used before. */
  readonly isNew: boolean;
  /** Runs the turn, which nobody else will do for a while; undefined where it waits to be claimed. To be called once. */
  readonly begin: (() => void) | undefined;
  /** Turns were cancelled for it. */
  readonly hasInterrupted: boolean;
}

/** Writes into the session's own transaction; the turn waits for whoever claims its task. */
export type EnqueueMessage = (session: SessionEdit, message: NewMessage) => Promise<Written>;

export type AcceptMessage = (id: SessionId, message: NewMessage) => Promise<Accepted>;

export interface Written {
  readonly turn: TurnRow;
  readonly isNew: boolean;
  readonly hasInterrupted?: boolean;
  /** What was written beside it where it begins at once. */
  readonly begun?: { readonly task: TaskRow; readonly message: MessageRow };
}

export function createAccept(deps: AcceptDeps): {
  readonly accept: AcceptMessage;
  readonly enqueue: EnqueueMessage;
} {
  const { edit, random, routing, prepare, requireRoom, onBegun, tracer } = deps;
  return { accept, enqueue: (session, message) => enqueue(session, message, startRoute(tracer)) };

  async function accept(id: SessionId, message: NewMessage): Promise<Accepted> {
    const bytes = Buffer.byteLength(message.content);
    if (bytes > MAX_BYTES) throw messageTooLarge(bytes, MAX_BYTES);
    const refusal = await requireRoom(id).then(
      () => undefined,
      (thrown: unknown) => ({ thrown }),
    );
    if (refusal !== undefined) return known(id, message, refusal);
    const choosing = startRoute(tracer);
    const prepared = await prepare(id, message);
    const work = (session: SessionEdit): Promise<Written> =>
      prepared !== undefined && session.row() === prepared.row
        ? begin(session, message, prepared, choosing)
        : enqueue(session, message, choosing);
    try {
      const { row, result } = await edit(id, message.by, work, prepared?.row);
      const { turn, isNew, begun, hasInterrupted = false } = result;
      if (prepared === undefined || begun === undefined) {
        prepared?.place.leave();
        return { row, turn, isNew, hasInterrupted, begin: undefined };
      }
      const { live, place, decided } = prepared;
      const newest = [...prepared.newest, begun.message];
      const agent = decided.agent.name;
      const { by, content, timeoutSeconds } = message;
      const words = { by, content, timeoutSeconds };
      const whole = { turn, row, agent, live, ...words, newest, isAlone: true, isOnly: true };
      return {
        row,
        turn,
        isNew,
        hasInterrupted,
        begin() {
          onBegun(begun.task, whole);
          place.hold(begun.task);
        },
      };
    } catch (thrown) {
      prepared?.place.leave();
      throw thrown;
    }
  }

  /** What was accepted before stays so, whatever new messages are refused for. */
  async function known(
    id: SessionId,
    message: NewMessage,
    { thrown }: { readonly thrown: unknown },
  ): Promise<Accepted> {
    const { row, result: turn } = await edit(id, message.by, (session) => earlier(session, message));
    if (turn === undefined) throw thrown;
    return { row, turn, isNew: false, hasInterrupted: false, begin: undefined };
  }

  /** The turn waits for whoever claims its task. */
  async function enqueue(session: SessionEdit, message: NewMessage, choosing: Span): Promise<Written> {
    const { tables, row } = session;
    const before = await earlier(session, message);
    if (before !== undefined) return { turn: before, isNew: false };
    await requireBudget(session);
    wake(session, message.by);
    if (message.strategy === 'reject' && (await tables.turns.countUnfinished(row().id)) > 0) {
      throw turnInFlight(row().id);
    }
    const interrupted = message.strategy === 'interrupt' ? await makeWay(session) : [];
    const decided = await routing.decide(tables, {
      session: row(),
      content: message.content,
      requested: message.agent ?? null,
    });
    if (decided.type === 'routed') requireTime(message, decided.agent);
    // Where a model is to be asked, whoever claims the task does that: accepting waits for nobody.
    if (decided.type === 'routed') endRoute(choosing, decided.route);
    const turn = newTurn(session, message, decided.type === 'routed' ? decided.route : null);
    await write(session, message, turn);
    const agent = decided.type === 'routed' ? decided.agent : undefined;
    await tables.tasks.insert(taskOf(turn, message, row().space, agent));
    return { turn, isNew: true, hasInterrupted: interrupted.length > 0 };
  }

  /** The turn is running as soon as this is committed. */
  async function begin(
    session: SessionEdit,
    message: NewMessage,
    { decided, place }: Prepared,
    choosing: Span,
  ): Promise<Written> {
    const { tables, row, now } = session;
    const { id, space } = row();
    requireTime(message, decided.agent);
    endRoute(choosing, decided.route);
    const turn = { ...newTurn(session, message, decided.route), ...runningPatch(decided.agent, now) };
    const said = await write(session, message, turn);
    const task = await tables.tasks.insertRunning(taskOf(turn, message, space, decided.agent), {
      owner: place.owner,
      leaseUntil: now + place.leaseMs,
    });
    if (task === undefined) throw sessionMoved(id);
    started(session, turn, decided.agent.name);
    return { turn, isNew: true, begun: { task, message: said } };
  }

  function newTurn({ row, now }: SessionEdit, message: NewMessage, route: Route | null): TurnRow {
    const { queueTimeoutSeconds } = message;
    return {
      id: newTurnId(now, random),
      sessionId: row().id,
      state: 'queued',
      messageId: newMessageId(now, random),
      requestedAgent: message.agent ?? null,
      route,
      agentCommit: null,
      attempt: 1,
      error: null,
      via: 'message',
      parentId: null,
      askId: null,
      heirId: null,
      depth: 0,
      sentBy: message.by,
      usage: null,
      firstDeltaAt: null,
      queueUntil: queueTimeoutSeconds === undefined ? null : now + queueTimeoutSeconds * 1000,
      idempotencyKey: message.idempotencyKey ?? null,
      createdAt: now,
      startedAt: null,
      endedAt: null,
    };
  }

  function taskOf(turn: TurnRow, message: NewMessage, space: string, agent: AgentRow | undefined): NewTask {
    const { by, timeoutSeconds } = message;
    const { id: key, sessionId: session, createdAt } = turn;
    return {
      id: newTaskId(createdAt, random),
      kind: 'turn',
      key,
      // Those of an agent that takes several at once are put in line by `line.ts`.
      serialKey: placesOf(agent) > 1 ? null : session,
      payload: {
        session,
        by,
        space,
        agent: agent?.name ?? '',
        timeoutSeconds,
        ...tracedNow(tracer),
      } satisfies TurnPayload,
      priority: priorityOf(message),
      runAt: createdAt,
      maxAttempts: TASK_ATTEMPTS,
      createdAt,
    };
  }
}

/** The turn and the message, and the events that tell of them. */
async function write(
  { tables, patch, log, now }: SessionEdit,
  { content, metadata = {} }: NewMessage,
  turn: TurnRow,
): Promise<MessageRow> {
  const { id, sessionId, messageId, route } = turn;
  // The same key at the same moment, or used before: the next try finds the other one.
  if (!(await tables.turns.insert(turn))) throw sessionMoved(sessionId);
  const said: MessageRow = {
    id: messageId,
    sessionId,
    turnId: id,
    parentTurnId: null,
    role: 'user',
    agent: route?.agent ?? null,
    content,
    metadata,
    createdAt: now,
  };
  await tables.messages.insert(said);
  patch({ lastActivityAt: now });
  log({ type: 'user.message', data: { message_id: messageId, turn_id: id, content } });
  if (route !== null) log({ type: 'route.decided', data: { turn_id: id, ...route } });
  return said;
}

async function earlier({ tables, row }: SessionEdit, message: NewMessage): Promise<TurnRow | undefined> {
  const { idempotencyKey: key, content, agent = null, metadata = {} } = message;
  const turn = key === undefined ? undefined : await tables.turns.byIdempotencyKey(row().id, key);
  if (key === undefined || turn === undefined) return undefined;
  const said = await tables.messages.get(turn.messageId);
  const isSame = said?.content === content && turn.requestedAgent === agent;
  if (!isSame || !isDeepStrictEqual(said.metadata, metadata)) throw idempotencyKeyTaken();
  return turn;
}

/** What the agent allows is only known once it was built; before that it is seen to when the turn begins. */
function requireTime({ timeoutSeconds }: NewMessage, { name, goodManifest }: AgentRow): void {
  if (timeoutSeconds === undefined || goodManifest === null) return;
  const most = turnSecondsOf(goodManifest);
  if (timeoutSeconds > most) throw timeoutTooLong(name, timeoutSeconds, most);
}

/** A message brings a paused or suspended session back; one that needs a person, or is going, takes none. */
function wake({ row, patch, now }: SessionEdit, by: string): void {
  const { id, state, target } = row();
  if (state === 'closed' || state === 'error') throw wrongState(id, state, 'sending a message');
  if (target === 'closed') throw closing(id, state);
  if (target === 'running') return;
  const isAsleep = nextState(state, 'resume') !== undefined;
  const deadlineAt = isAsleep ? now : null;
  patch({ target: 'running', asked: { by, because: null }, deadlineAt });
}
