// What was seen of sessions when they were looked at last.

import type { SessionId } from '../model/ids.ts';
import type { SessionState } from '../model/session-state.ts';

/** One look at a session; memory and disk in bytes, null where nobody can tell. */
export interface Sample {
  readonly at: number;
  /** Thousandths of a core since the look before. */
  readonly millicores: number;
  readonly memory: number | null;
  readonly disk: number | null;
  /** Bytes since the look before. */
  readonly rx: number;
  readonly tx: number;
}

/** What was seen of a session last, and up to where its counters are added up. */
export interface SampledRow extends Sample {
  readonly sessionId: SessionId;
  /** Names the supervisor's start: with another one the counters begin at 0 again. */
  readonly boot: string;
  readonly cpuMs: number;
  readonly rxBytes: number;
  readonly txBytes: number;
  /** The newest samples, oldest first, a bounded number. */
  readonly recent: readonly Sample[];
}

/** A session that isn't closed, with what was seen last of it. */
export interface SampledSession extends Sample {
  readonly id: SessionId;
  readonly space: string;
  readonly state: SessionState;
  readonly agent: string | null;
  readonly createdBy: string;
}

/** Whose session it is, and whether it can be looked at. */
export type SessionOwner = Pick<SampledSession, 'id' | 'space' | 'state' | 'createdBy'>;

/** What sessions of a space hold at the moment: bytes. */
export interface HeldBySpace {
  readonly space: string;
  readonly memory: number;
  readonly disk: number;
}

export interface Samples {
  /** One of a session takes the place of the one before. */
  put(rows: readonly SampledRow[]): Promise<void>;
  get(ids: readonly SessionId[]): Promise<readonly SampledRow[]>;
  owners(ids: readonly SessionId[]): Promise<readonly SessionOwner[]>;
  /** Of sessions that aren't closed, without those that are made ahead; all, or of these spaces. */
  ofOpen(spaces?: readonly string[]): Promise<readonly SampledSession[]>;
  /** What sessions hold as it was seen last: memory where they run or are paused, disk where they are suspended too. */
  held(): Promise<readonly HeldBySpace[]>;
  deleteBefore(before: number): Promise<number>;
}
