// The real clock and real randomness; everything else is given them.

import { randomBytes } from 'node:crypto';
import type { Clock } from '../../state/model/clock.ts';
import type { RandomBytes } from '../../state/model/ids.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  // Node's own promise makes an error with a trace for everybody who is woken early, several times a turn.
  wait: (ms, { signal } = {}) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

/** Names need few bytes and many of them: taken from a store, which is filled at once. */
const MOST_STORED = 16;
let stored = Buffer.alloc(0);

export const systemRandom: RandomBytes = (count) => {
  if (count > MOST_STORED) return randomBytes(count);
  if (stored.length < count) stored = randomBytes(4096);
  const bytes = stored.subarray(0, count);
  stored = stored.subarray(count);
  return bytes;
};
