// How long a call may take, whatever it waits for: the network, octokit's queues, or GitHub's rate limit.

import { unreachable } from '../errors.ts';

export interface Patience {
  readonly ms: number;
  readonly signal: AbortSignal | undefined;
}

/** Rejects with the signal's reason, or GITHUB_UNREACHABLE when the time is over; `work` is told by the signal it gets. */
export async function withPatience<T>(
  { ms, signal }: Patience,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  // Aborted without a reason of its own: octokit takes any other reason for a failure that is worth a retry.
  const stop = new AbortController();
  const { promise: gaveUp, reject } = Promise.withResolvers<never>();
  const giveUp = (reason: unknown) => {
    stop.abort();
    reject(reason);
  };
  const onAbort = () => giveUp(signal?.reason);
  const timer = setTimeout(() => giveUp(unreachable(`GitHub took longer than ${ms / 1000} s.`)), ms);
  signal?.addEventListener('abort', onAbort);
  try {
    return await Promise.race([work(stop.signal), gaveUp]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
