// Turn rows: one user message until its final reply.

import type { MessageId, SessionId, TurnId } from '../model/ids.ts';
import type { Page } from './store.ts';
import type { Route, TurnError, TurnState, TurnVia, Usage } from '../model/turn.ts';

export interface TurnRow {
  readonly id: TurnId;
  readonly sessionId: SessionId;
  readonly state: TurnState;
  /** The user's message. */
  readonly messageId: MessageId;
  /** The agent that the request asked for; null: routing decides. */
  readonly requestedAgent: string | null;
  readonly route: Route | null;
  /** The commit of the agent's source that answered. */
  readonly agentCommit: string | null;
  /** From 1; grows only when a turn is taken again after its container was lost. */
  readonly attempt: number;
  readonly error: TurnError | null;
  readonly via: TurnVia;
  /** The turn that asked for this one or was handed over to it; null: a person's message. */
  readonly parentId: TurnId | null;
  /** What the supervisor calls the question, unique for the parent; null where the turn was not asked for. */
  readonly askId: string | null;
  /** The turn that goes on in this one's stead, since it was handed over. */
  readonly heirId: TurnId | null;
  /** Hops from the person's message. */
  readonly depth: number;
  /** Who sent the message, also of what agents made of it; null where that was not written down yet. */
  readonly sentBy: string | null;
  /** As the agent reported it. */
  readonly usage: Usage | null;
  readonly firstDeltaAt: number | null;
  /** It fails if it has not begun by then; null: it waits as long as it takes, or has begun. */
  readonly queueUntil: number | null;
  readonly idempotencyKey: string | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export type TurnPatch = Partial<
  Pick<
    TurnRow,
    | 'state'
    | 'route'
    | 'agentCommit'
    | 'attempt'
    | 'error'
    | 'heirId'
    | 'usage'
    | 'startedAt'
    | 'firstDeltaAt'
    | 'queueUntil'
    | 'endedAt'
  >
>;

export interface Turns {
  /** False where the session has a turn with this idempotency key. */
  insert(row: TurnRow): Promise<boolean>;
  get(id: TurnId): Promise<TurnRow | undefined>;
  byIdempotencyKey(sessionId: SessionId, key: string): Promise<TurnRow | undefined>;
  /** Oldest first. */
  list(sessionId: SessionId, states?: readonly TurnState[]): Promise<readonly TurnRow[]>;
  /** A page of the session's turns, newest first; `after` is a turn's id. */
  page(sessionId: SessionId, page: Page, states?: readonly TurnState[]): Promise<readonly TurnRow[]>;
  /** Those that wait longer than they may. */
  overdue(now: number): Promise<readonly TurnRow[]>;
  /** The newest turn that ended with `done`: whose agent answered last. */
  lastDone(sessionId: SessionId): Promise<TurnRow | undefined>;
  /** Changes the turn if it is in one of the `from` states and, where given, still at `attempt`. */
  change(id: TurnId, from: readonly TurnState[], patch: TurnPatch, attempt?: number): Promise<boolean>;
  countUnfinished(sessionId: SessionId): Promise<number>;
  /** Those that run; with an agent, those that keep it busy: a turn that was handed over does not. */
  countRunning(sessionId: SessionId, agent?: string): Promise<number>;
  /** The queued ones of an agent in their order: first those that others wait for, then the oldest. */
  waiting(sessionId: SessionId, agent: string, limit: number): Promise<readonly TurnRow[]>;
  /** Asked for by those turns or handed over by them, oldest first. */
  childrenOf(...parentIds: readonly TurnId[]): Promise<readonly TurnRow[]>;
  byAskId(parentId: TurnId, askId: string): Promise<TurnRow | undefined>;
}
