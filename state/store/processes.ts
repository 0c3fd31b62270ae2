// The processes that serve this installation, and which of them is attached to which session: where the others find it.

import type { SessionId } from '../model/ids.ts';

export type ProcessRole = 'api' | 'operator' | 'all';

export interface ProcessRow {
  /** Another one at each start. */
  readonly id: string;
  readonly role: ProcessRole;
  /** The name of its home, under which it holds tasks. */
  readonly home: string;
  /** Where other processes reach it; null: nowhere. */
  readonly address: string | null;
  readonly version: string;
  /** Of what processes say to each other. */
  readonly protocol: number;
  /** Names the newest master key that it has. */
  readonly keyId: string;
  readonly startedAt: number;
  readonly seenAt: number;
}

export interface Processes {
  add(row: ProcessRow): Promise<void>;
  /** False where it was forgotten meanwhile. */
  seen(id: string, at: number): Promise<boolean>;
  /** By their start, the oldest first. */
  list(): Promise<readonly ProcessRow[]>;
  /** With all that it held. Unknown is success. */
  remove(id: string): Promise<void>;
  /** Writes down that this process is attached to the session; whoever was before no longer is. */
  hold(session: SessionId, process: string): Promise<void>;
  /** The process that attached itself last. A hint where to look: it may have died since. */
  holderOf(session: SessionId): Promise<string | undefined>;
}
