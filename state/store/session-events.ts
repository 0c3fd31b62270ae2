// The append-only event log of each session.

import type { SessionId } from '../model/ids.ts';
import type { LoggedEvent, SessionEvent } from '../model/session-event.ts';

/** What is appended to a log, by whom and when. */
export interface LogEntry {
  readonly events: readonly SessionEvent[];
  readonly by: string;
  readonly now: number;
}

export interface SessionEvents {
  /** Appends in order and answers what was appended, with its numbers. Must run inside a transaction. */
  append(
    sessionId: SessionId,
    events: readonly SessionEvent[],
    by: string,
    now: number,
  ): Promise<readonly LoggedEvent[]>;
  /** Events with a number above `after`, oldest first. */
  list(sessionId: SessionId, after: number, limit: number): Promise<readonly LoggedEvent[]>;
  /** The number of the newest event; 0 where there is none. */
  last(sessionId: SessionId): Promise<number>;
}
