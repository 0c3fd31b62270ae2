// The primary rate limit: so many requests are left to each caller until the hour ends.

import type { Caller } from './model.ts';

export interface Allowance {
  /** From now on each caller has so many requests until then (seconds since the epoch). */
  set(requests: number, until: number): void;
  /** Takes one request of that caller; `isOver` where none was left. */
  take(caller: Caller): { readonly isOver: boolean; readonly headers: Readonly<Record<string, string>> };
}

const usual = 5_000;
const hour = 3_600;

export function createAllowance(now: () => number): Allowance {
  const seconds = () => Math.floor(now() / 1000);
  const used = new Map<string, number>();
  let limit = usual;
  let until = seconds() + hour;

  return {
    set(requests, end) {
      [limit, until] = [requests, end];
      used.clear();
    },
    take(caller) {
      if (seconds() >= until) {
        [limit, until] = [usual, seconds() + hour];
        used.clear();
      }
      const key = JSON.stringify(caller);
      const taken = (used.get(key) ?? 0) + 1;
      used.set(key, taken);
      const headers = {
        'x-ratelimit-limit': String(usual),
        'x-ratelimit-remaining': String(Math.max(0, limit - taken)),
        'x-ratelimit-reset': String(until),
        'x-ratelimit-used': String(usual - Math.max(0, limit - taken)),
        'x-ratelimit-resource': 'core',
      };
      return { isOver: taken > limit, headers };
    },
  };
}
