// Remembers what is left of the rate limits, so that nothing is asked while GitHub wants to be left alone.

import { limitOf, quotaOf, type Quota } from './limit.ts';

type Headers = Readonly<Record<string, string | number | undefined>>;

export interface Quotas {
  note(identity: string, headers: Headers): void;
  /** Of an answer that was an error. */
  noteRefusal(identity: string, status: number, headers: Headers, message: string): void;
  /** How many milliseconds that identity has to wait; 0: none. */
  waitMs(identity: string): number;
  all(): readonly Quota[];
}

export function createQuotas(now: () => number): Quotas {
  const quotas = new Map<string, Quota>();
  const closedUntil = new Map<string, number>();

  const note: Quotas['note'] = (identity, headers) => {
    const quota = quotaOf(identity, headers);
    if (quota !== undefined) quotas.set(`${identity} ${quota.resource}`, quota);
  };

  return {
    note,
    noteRefusal(identity, status, headers, message) {
      note(identity, headers);
      const limit = limitOf(status, headers, message, now());
      if (limit !== undefined) closedUntil.set(identity, now() + limit);
    },
    waitMs: (identity) => Math.max(0, (closedUntil.get(identity) ?? 0) - now()),
    all: () => [...quotas.values()],
  };
}
