// Waiting for something that the store will show: told at once where this process makes it so, found by looking where
// another one does.

import type { Clock } from '../../../state/model/clock.ts';

const POLL_MS = 500;

export interface WaitUntil<T> {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly look: () => Promise<T>;
  readonly isDone: (seen: T) => boolean;
  /** Answers how to stop listening. */
  readonly listen: (wake: () => void) => () => void;
}

/** Resolves with what was seen when it was done, or when the time was over. Rejects when the signal aborts. */
export async function waitUntil<T>(wait: WaitUntil<T>): Promise<T> {
  const { clock, signal, look, isDone } = wait;
  const end = clock.now() + wait.timeoutMs;
  let woken = Promise.withResolvers<void>();
  const stop = wait.listen(() => woken.resolve());
  try {
    for (;;) {
      signal?.throwIfAborted();
      woken = Promise.withResolvers();
      const seen = await look();
      const left = end - clock.now();
      if (isDone(seen) || left <= 0) return seen;
      const enough = new AbortController();
      const signals = signal === undefined ? [enough.signal] : [enough.signal, signal];
      const pause = clock.wait(Math.min(left, POLL_MS), { signal: AbortSignal.any(signals) }).catch(() => {});
      await Promise.race([woken.promise, pause]);
      // With a reason, for making an error of none is slow.
      enough.abort('seen');
    }
  } finally {
    stop();
  }
}
