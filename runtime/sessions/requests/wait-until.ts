// Waiting for something that the store will show: told at once where this process makes it so, found by looking where
// another one does.

import type { Clock } from '../../../state/model/clock.ts';

const POLL_MS = 500;

export interface WaitUntil<T> {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** How late what another process did may be noticed; 500 where left out. */
  readonly pollMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** How it stood a moment ago: news of this process that came since can't have been missed. */
  readonly seen?: T | undefined;
  readonly look: () => Promise<T>;
  readonly isDone: (seen: T) => boolean;
  /** `tell` is given how it stands, where that is known. Answers how to stop listening. */
  readonly listen: (tell: (seen?: T) => void) => () => void;
}

/** Resolves with what was seen when it was done, or when the time was over. Rejects when the signal aborts. */
export async function waitUntil<T>(wait: WaitUntil<T>): Promise<T> {
  const { clock, signal, look, isDone } = wait;
  const end = clock.now() + wait.timeoutMs;
  let news = Promise.withResolvers<T | undefined>();
  const stop = wait.listen((told) => news.resolve(told));
  try {
    for (let known = wait.seen; ;) {
      signal?.throwIfAborted();
      const seen = known ?? (await look());
      const left = end - clock.now();
      if (isDone(seen) || left <= 0) return seen;
      const enough = new AbortController();
      const stop = (): void => enough.abort('enough');
      signal?.addEventListener('abort', stop);
      const pause = clock.wait(Math.min(left, wait.pollMs ?? POLL_MS), { signal: enough.signal }).then(
        () => undefined,
        () => undefined,
      );
      known = await Promise.race([news.promise, pause]);
      news = Promise.withResolvers();
      signal?.removeEventListener('abort', stop);
      // With a reason, for making an error of none is slow.
      stop();
    }
  } finally {
    stop();
  }
}
