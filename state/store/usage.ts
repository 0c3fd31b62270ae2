// What sessions used: a row for each session and hour, folded into days later.

import type { SessionId } from '../model/ids.ts';
import type { Amounts } from '../model/amounts.ts';

/** What somebody used in one hour; what was sampled has no agent, for all of a session share one container. */
export interface UsageKey {
  readonly sessionId: SessionId;
  /** When the hour began. */
  readonly hour: number;
  /** Empty: the session itself. */
  readonly agent: string;
  /** Who sent the message; of what was sampled, whose session it is. */
  readonly account: string;
  /** Of the cost; empty where there was none. */
  readonly currency: string;
}

export interface UsageRow extends UsageKey, Amounts {
  readonly space: string;
}

export const usageGroups = ['space', 'agent', 'account', 'session'] as const;
export type UsageGroup = (typeof usageGroups)[number];

export interface UsageFilter {
  /** From the hour on in which that is; days that were folded count whole. */
  readonly since: number;
  /** Only of these. */
  readonly spaces?: readonly string[];
}

export interface UsageTotal extends Amounts {
  /** The space's name, the agent's, the account's or the session's id. */
  readonly key: string;
  /** Null where several are summed up. */
  readonly space: string | null;
  readonly currency: string;
}

/** What was used of a budget. */
export interface Spent {
  readonly turns: number;
  readonly tokens: number;
  readonly wallMs: number;
  /** Millionths, by currency. */
  readonly costMicros: Readonly<Record<string, number>>;
}

export interface UsageRows {
  /** Adds to what there is under the same key. Rows come sorted out of it, so that two who add don't block each other. */
  add(rows: readonly UsageRow[]): Promise<void>;
  /** The most expensive in nothing particular: by key and currency. Folded days know of no sessions. */
  totals(by: UsageGroup, filter: UsageFilter): Promise<readonly UsageTotal[]>;
  /** What turns took of a space or a session since; of a session what is not folded, which is all of one that is open. */
  spentBySpace(space: string, since: number): Promise<Spent>;
  spentBySession(id: SessionId, since: number): Promise<Spent>;
  /** The same of several spaces at once, of whole hours, from that of `since` to before that of `before`; without folded days. */
  spentInHours(
    spaces: readonly string[],
    range: { readonly since: number; readonly before?: number },
  ): Promise<ReadonlyMap<string, Spent>>;
  /** What a session used in each hour, oldest first, agents and accounts summed up. */
  hours(id: SessionId, since: number): Promise<readonly (Amounts & { readonly hour: number })[]>;
  /**
   * Adds up into days what sessions that are closed or forgotten used before that, at most `limit` rows. Must run inside a
   * transaction. Answers how many went.
   */
  fold(before: number, limit: number): Promise<number>;
  deleteDaysBefore(before: number): Promise<number>;
}
