// Remembers where check runs are refused, so that not each of them costs a request that fails.

import type { Clock } from '../../../state/model/clock.ts';
import type { RepoName } from '../github.ts';

/** Somebody may have given the right meanwhile. */
const againMs = 6 * 60 * 60_000;

export interface CheckRights {
  maybe(repo: RepoName): boolean;
  refused(repo: RepoName): void;
}

export function createCheckRights(clock: Pick<Clock, 'now'>): CheckRights {
  const refusedUntil = new Map<string, number>();
  return {
    maybe: (repo) => (refusedUntil.get(repo.toLowerCase()) ?? 0) <= clock.now(),
    refused: (repo) => void refusedUntil.set(repo.toLowerCase(), clock.now() + againMs),
  };
}
