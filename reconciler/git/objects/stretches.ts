// Long computations in short stretches, so that others on the same thread get their turn.

import { setImmediate } from 'node:timers/promises';

const stretchMs = 8;

/** Call it between steps: it lets others go first when the stretch is over. Rejects once the signal is aborted. */
export type Breathe = () => Promise<void> | undefined;

export function createBreathe(signal?: AbortSignal): Breathe {
  let since = performance.now();

  async function letOthersGoFirst(): Promise<void> {
    await setImmediate();
    signal?.throwIfAborted();
    since = performance.now();
  }

  return () => (performance.now() - since < stretchMs ? undefined : letOthersGoFirst());
}
