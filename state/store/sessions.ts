// Session rows: what is wanted of a session and what was seen of it.

import type { MessageId, SessionId } from '../model/ids.ts';
import type { LoggedEvent } from '../model/session-event.ts';
import type { SessionState, SessionTarget } from '../model/session-state.ts';
import type { LogEntry } from './session-events.ts';

export interface Asked {
  /** The account or part: `admin`, `idle-ladder`. */
  readonly by: string;
  /** What the transition will say; null: what it says where nothing more is known. */
  readonly because: {
    readonly reason: string;
    readonly message: string;
    readonly hint?: string;
  } | null;
}

/** Sessions at rest in `state` since before `before`. */
export interface RestingSince {
  readonly state: 'idle' | 'paused' | 'suspended' | 'error';
  readonly before: number;
}

export interface SessionRow {
  readonly id: SessionId;
  readonly space: string;
  readonly state: SessionState;
  readonly target: SessionTarget;
  /** The state a paused session returns to. */
  readonly beforePause: 'idle' | 'busy' | null;
  /** A stable word in PascalCase, a sentence, and what can be done. */
  readonly reason: string;
  readonly message: string;
  readonly hint: string | null;
  /** When `state` last changed. */
  readonly since: number;
  /** By when the in-between state must have ended, else the sweep acts; null in states that may last. */
  readonly deadlineAt: number | null;
  readonly image: string | null;
  readonly buildId: string | null;
  /** The engine's id of the container, once created. */
  readonly containerId: string | null;
  /** When that container was started, as the engine says; another time there means that somebody else started it again. */
  readonly startedAt: number | null;
  /** Counts containers of this session from 1, so that a name is never used twice. */
  readonly generation: number;
  /** Grows with every new owner of the link; supervisors refuse older ones. */
  readonly epoch: number;
  /** The agent that answers when nothing else decides; null: the space's default. */
  readonly agent: string | null;
  readonly createdBy: string;
  /** The session that it was forked from. */
  readonly parentId: SessionId | null;
  /** The last message of the parent that it took along; null: all there were, or no fork. */
  readonly parentMessageId: MessageId | null;
  /** What its workspace has yet to get before it can have a container; null: nothing. */
  readonly awaits: 'copy' | 'import' | null;
  /** Made ahead for whoever creates a session next; hidden until it is claimed. */
  readonly warm: boolean;
  /** Its place among those that are made ahead, unique, so that no two runtimes fill the same one; null: it has none. */
  readonly slot: string | null;
  /** Somebody asked that it be left running until then, whatever its space's idle times say. */
  readonly keepAliveUntil: number | null;
  /**
   * Closed, or being closed, because its space went: until then its workspace is kept and may be had back. 0: it is going
   * now. Null: there is nothing to be had back.
   */
  readonly keptUntil: number | null;
  /** Who wants the target, and why; null: nobody but the session itself. */
  readonly asked: Asked | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Key of the request that created it, unique; null where none was given. */
  readonly idempotencyKey: string | null;
  readonly createdAt: number;
  readonly lastActivityAt: number;
  /** Grows with every change; the compare-and-swap's key. */
  readonly version: number;
}

export type SessionPatch = Partial<Omit<SessionRow, 'id' | 'createdAt' | 'version' | 'idempotencyKey'>>;

/** What makes a session that was made ahead somebody's. */
export type Ownership = Pick<
  SessionRow,
  'createdBy' | 'agent' | 'metadata' | 'idempotencyKey' | 'since' | 'createdAt' | 'lastActivityAt'
>;

export interface SessionFilter {
  readonly space?: string;
  /** Only of these. */
  readonly spaces?: readonly string[];
  readonly states?: readonly SessionState[];
  /** Only closed ones whose workspace may be had back. */
  readonly kept?: boolean;
}

/** Workspaces of a space that went. */
export interface KeptCount {
  readonly space: string;
  readonly sessions: number;
  /** When the first of them goes. */
  readonly until: number;
}

/** So many sessions of a space in a state; `warm`: made ahead. */
export interface SessionCount extends Pick<SessionRow, 'space' | 'state' | 'warm'> {
  readonly count: number;
}

export interface Sessions {
  /** False where the idempotency key or the slot is taken. */
  insert(row: SessionRow): Promise<boolean>;
  get(id: SessionId): Promise<SessionRow | undefined>;
  byIdempotencyKey(key: string): Promise<SessionRow | undefined>;
  /** Newest first, without those that are made ahead; `after` is an id. */
  list(
    filter: SessionFilter,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<readonly SessionRow[]>;
  /** Everything that isn't closed, of a space or of all: what a resync looks at. */
  open(space?: string): Promise<readonly SessionRow[]>;
  /** Those whose workspace is somebody's: what isn't closed, and what is kept. At one moment, so that none is between them. */
  withWorkspace(): Promise<readonly SessionRow[]>;
  /** Closed with a workspace that may be had back, added up by space. */
  countKept(): Promise<readonly KeptCount[]>;
  /** Rows with a deadline before `now`. */
  overdue(now: number): Promise<readonly SessionRow[]>;
  /** How many there are that aren't closed, of each space, state and kind. */
  countByState(): Promise<readonly SessionCount[]>;
  /** How many of each space are paused for that reason. */
  countPausedFor(reason: string): Promise<readonly { readonly space: string; readonly count: number }[]>;
  /** Without those that are made ahead. */
  countOpen(space: string): Promise<number>;
  /** Made directly by forking it, oldest first; at most `limit` where it is given. */
  forksOf(id: SessionId, limit?: number): Promise<readonly SessionRow[]>;
  /** Its forks whose workspace has yet to be copied from its own. */
  awaitingCopyOf(id: SessionId): Promise<readonly SessionRow[]>;
  /** Made ahead and not closed, oldest first; of a space or of all. */
  warm(space?: string): Promise<readonly SessionRow[]>;
  /** Forgets sessions of a space that were made ahead and closed without ever having had an owner. */
  deleteClosedWarm(space: string): Promise<void>;
  /**
   * Changes the row if its version is still `expected`; answers the changed row, or undefined where it was not. Given the
   * whole row as it was read, it need not be read again.
   */
  change(id: SessionId, expected: number | SessionRow, patch: SessionPatch): Promise<SessionRow | undefined>;
  /**
   * Changes the row as `change` does and appends to its log. Must run inside a transaction: where it answers undefined,
   * nothing was written.
   */
  changeAndLog(
    before: SessionRow,
    patch: SessionPatch,
    entry: LogEntry,
  ): Promise<{ readonly row: SessionRow; readonly logged: readonly LoggedEvent[] } | undefined>;
  /**
   * Gives a session that was made ahead to its owner, and frees its slot. Must run inside a transaction; where somebody
   * changed the row since, or the idempotency key is taken, it answers undefined and nothing was written.
   */
  claim(before: SessionRow, owner: Ownership, entry: LogEntry): Promise<SessionRow | undefined>;
  /** Moves `lastActivityAt` forward without touching the version. */
  touch(ids: readonly SessionId[], now: number): Promise<void>;
  /**
   * Of a space, those in which nothing happened since and that nobody asked to be kept longer, each state with its own
   * time; the longest first. Without those that are made ahead.
   */
  resting(space: string, states: readonly RestingSince[], limit: number): Promise<readonly SessionRow[]>;
  /** The times of a clock that ran ahead are no later than `now` afterwards; of sessions that aren't closed. */
  pullBack(now: number): Promise<void>;
  /** Closed before that, not kept and not forked, after that id: either those that people had, or those made ahead for nobody. */
  closedBefore(
    before: number,
    page: { readonly limit: number; readonly after?: string; readonly warm: boolean },
  ): Promise<readonly SessionRow[]>;
  /**
   * Removes a closed session with all that was said and done in it. Must run inside a transaction; one that isn't there,
   * isn't closed or is kept is left alone.
   */
  forget(id: SessionId): Promise<boolean>;
  /** Paused and not on the way to anything else, beyond the newest `most`: those in mid-turn last, else the longest first. */
  pausedBeyond(most: number): Promise<readonly SessionRow[]>;
}
