// The port to sessions: what the API, the CLI and the reconciler may ask of them. Whoever calls it only writes what is
// wanted and is told what was seen; the `session/{id}` run and the turn tasks act.

import type { MessageId, SessionId, TurnId } from '../../state/model/ids.ts';
import type { LoggedEvent, StreamedDelta } from '../../state/model/session-event.ts';
import type { SessionRequest, SessionState } from '../../state/model/session-state.ts';
import type { Priority, Strategy, TurnState } from '../../state/model/turn.ts';
import type { MessageRow } from '../../state/store/messages.ts';
import type { SessionFilter, SessionRow } from '../../state/store/sessions.ts';
import type { Page } from '../../state/store/store.ts';
import type { TurnRow } from '../../state/store/turns.ts';
import type { Reopening } from './requests/reopen.ts';
import type { ExplainRoute } from './routing/explain.ts';
import type { SessionTree } from './lineage.ts';

export interface NewSession {
  readonly space: string;
  /** The agent that answers when a message names none; left out, the space's default. */
  readonly agent?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly by: string;
  readonly idempotencyKey?: string;
}

export interface NewFork {
  /** How many; 1 where left out. */
  readonly count?: number;
  /** A message's id: the history up to and with it is taken along; left out, all of it. The files are those of now. */
  readonly at?: string;
  /** Left out, that of the session. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly by: string;
  readonly idempotencyKey?: string;
}

export interface NewMessage {
  readonly content: string;
  /** Answers whatever routing would say. */
  readonly agent?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** What to do while a turn is in flight; `enqueue` where left out. */
  readonly strategy?: Strategy;
  /** `normal` where left out. */
  readonly priority?: Priority;
  /** How long the turn may take, once it has begun: at most as long as the agent allows, which is so where left out. */
  readonly timeoutSeconds?: number;
  /** How long it may wait until it begins; left out: as long as it takes. */
  readonly queueTimeoutSeconds?: number;
  readonly by: string;
  readonly idempotencyKey?: string;
}

/** A turn as it is known now, with its reply once there is one. */
export interface TurnView {
  readonly turn: TurnRow;
  readonly reply: MessageRow | undefined;
  /** `send` found that its idempotency key was used before: the turn is the one of then. */
  readonly isRepeated?: true;
}

export interface AgentLogLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly agent: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface LogOptions {
  readonly agent?: string;
  /** Only lines from then on, in milliseconds since the epoch. */
  readonly since?: number;
  /** Of those kept, only so many of the newest. */
  readonly tail?: number;
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/**
 * Every method throws `SESSION_NOT_FOUND` for an id that isn't there, and `SESSION_STATE` (with `details.state` and
 * `details.legal`) where the table forbids what is asked.
 */
export interface Sessions {
  /**
   * Durable when it resolves; the container follows. Throws `SPACE_NOT_FOUND`, `AGENT_NOT_FOUND`, `SESSION_LIMIT`. The
   * same idempotency key answers the session that it made.
   */
  create(input: NewSession): Promise<SessionRow>;
  /**
   * Durable when it resolves; each gets a copy of the workspace and starts by itself. Throws `SPACE_NOT_FOUND`,
   * `SESSION_LIMIT`, `MESSAGE_NOT_FOUND`. The same idempotency key answers the sessions that it made.
   */
  fork(id: SessionId, input: NewFork): Promise<readonly SessionRow[]>;
  /**
   * Has a session back whose space went, while its workspace is kept; one that is open in that space is answered as it is.
   * Throws `WORKSPACE_GONE` where there is nothing to be had back, `SPACE_NOT_FOUND`, `SESSION_LIMIT`.
   */
  reopen(id: SessionId, input: Reopening): Promise<SessionRow>;
  /** All sessions that this one shares an ancestor with. */
  tree(id: SessionId): Promise<SessionTree>;
  get(id: SessionId): Promise<SessionRow>;
  list(filter: SessionFilter, page: Page): Promise<readonly SessionRow[]>;
  /** Writes what is wanted. Asking for what is so already is success. */
  request(id: SessionId, request: SessionRequest, by: string): Promise<SessionRow>;
  /**
   * Somebody is connected to the session until the signal aborts, which holds its idle ladder off. Returns at once; an id
   * that isn't there is left for others to find.
   */
  attach(id: SessionId, signal: AbortSignal): void;
  /** Holds the idle ladder off for so long from now; 0 takes that back. Throws `KEEP_ALIVE_TOO_LONG` above 30 days. */
  keepAlive(id: SessionId, ms: number, by: string): Promise<SessionRow>;
  /** Replaces the metadata of the row that `check` was shown, which throws where that is not the one that was meant. */
  describe(
    id: SessionId,
    metadata: Readonly<Record<string, unknown>>,
    check?: (row: SessionRow) => void,
  ): Promise<SessionRow>;
  /**
   * Accepted means durable: the turn will have exactly one reply or one failure, whatever process dies. Wakes a paused or
   * suspended session. Under the strategy `interrupt` all turns of the session that have not ended are cancelled in the
   * same moment. Throws `TURN_IN_FLIGHT` under the strategy `reject`, `AGENT_NOT_FOUND`, `MESSAGE_TOO_LARGE`,
   * `TIMEOUT_TOO_LONG`, and `IDEMPOTENCY_KEY_TAKEN` where the key was used for another message.
   */
  send(id: SessionId, message: NewMessage): Promise<TurnView>;
  turn(id: TurnId): Promise<TurnView>;
  /** The turns that this one asked for or was handed over to, oldest first. */
  hops(id: TurnId): Promise<readonly TurnRow[]>;
  /** Newest first, without their replies; asked-for turns and those that were handed over too. */
  turns(id: SessionId, page: Page, states?: readonly TurnState[]): Promise<readonly TurnRow[]>;
  /**
   * Resolves when the turn has ended, or with how it stands when `timeoutMs` is over. `seen`: what `send` has just answered,
   * so that it need not be read again at once.
   */
  waitTurn(
    id: TurnId,
    wait: { readonly timeoutMs: number; readonly signal?: AbortSignal; readonly seen?: TurnView },
  ): Promise<TurnView>;
  /**
   * Resolves when the session is in one of the states and all that belongs to it is done, when none of them can come any
   * more (it is closed, being closed, or in error), or as it stands when the time is over.
   */
  waitState(
    id: SessionId,
    states: readonly SessionState[],
    wait: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<SessionRow>;
  /** Ends a turn that has not ended; `cancelled` turns have no reply. */
  cancelTurn(id: TurnId, by: string): Promise<TurnView>;
  /** Who would answer a message, and why; nothing is written and no agent runs. Throws as `ExplainRoute` says. */
  route: ExplainRoute;
  /** Ends all turns that have not ended; answers which. None is success. */
  cancelTurns(
    id: SessionId,
    by: string,
  ): Promise<{ readonly row: SessionRow; readonly cancelled: readonly TurnId[] }>;
  messages(id: SessionId, page: Page, first?: 'oldest' | 'newest'): Promise<readonly MessageRow[]>;
  message(id: MessageId): Promise<MessageRow>;
  /** Stored events with a number above `after`, oldest first. */
  log(id: SessionId, after: number, limit: number): Promise<readonly LoggedEvent[]>;
  /** The number of the newest stored event; 0 where there is none. */
  lastEvent(id: SessionId): Promise<number>;
  /**
   * The log after `after`, then live until the signal aborts or the session is closed. No stored event is left out or
   * given twice; deltas are given to who is connected while they happen.
   */
  events(
    id: SessionId,
    options: { readonly after: number; readonly signal: AbortSignal },
  ): AsyncIterable<LoggedEvent | StreamedDelta>;
  /** What agents printed: the lines kept (bounded, per session), then live while `follow`. */
  logs(id: SessionId, options: LogOptions): AsyncIterable<AgentLogLine>;
}
