// A clock that stands still until a test moves it.

import type { Clock } from '../../state/model/clock.ts';

export interface ManualClock extends Clock {
  /** Moves the time and lets everything that is then due go on. */
  advance(ms: number): Promise<void>;
  /** Resolves when so many are waiting. */
  waiting(count: number): Promise<void>;
}

interface Waiter {
  readonly at: number;
  readonly resolve: () => void;
}

export function createManualClock(start = 1_000_000): ManualClock {
  const waiters = new Set<Waiter>();
  const watchers = new Set<() => void>();
  let now = start;

  const changed = () => {
    for (const watcher of watchers) watcher();
  };

  return {
    now: () => now,
    wait: (ms, { signal } = {}) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        if (ms <= 0) {
          resolve();
          return;
        }
        const waiter = { at: now + ms, resolve };
        waiters.add(waiter);
        signal?.addEventListener('abort', () => {
          waiters.delete(waiter);
          reject(signal.reason as Error);
        });
        changed();
      }),
    async advance(ms) {
      now += ms;
      for (const waiter of waiters) {
        if (waiter.at > now) continue;
        waiters.delete(waiter);
        waiter.resolve();
      }
      // Those that went on may want to wait again before the test looks.
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    },
    waiting: (count) =>
      new Promise((resolve) => {
        const watch = () => {
          if (waiters.size < count) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      }),
  };
}
