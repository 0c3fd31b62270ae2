// Tokens for Git transfers: the same that octokit uses, and as it makes and renews them.

import { GitHubError } from '../errors.ts';
import type { RepoName, Waiting } from '../github.ts';
import { type CallSettings, createCall } from './call.ts';

export interface RepoTokens {
  /**
   * A token that reads (and, with the right, writes) that repository; undefined where there is none: no identity, or an App
   * that is not installed there. The port's errors where one has to be made and GitHub does not make it.
   */
  tokenFor(repo: RepoName, waiting?: Waiting): Promise<string | undefined>;
  /** GitHub did not accept the last one. */
  renew(repo: RepoName): void;
}

/** For so long nobody asks again whether the App is installed there: most such repositories are public. */
const absentMs = 5 * 60_000;

export function createRepoTokens(settings: CallSettings): RepoTokens {
  const { identity, clock } = settings;
  if (identity.type !== 'app') {
    const token = identity.type === 'token' ? identity.token : undefined;
    return { tokenFor: async () => token, renew() {} };
  }
  const { call, renew } = createCall(settings);
  const absentUntil = new Map<string, number>();
  return {
    async tokenFor(repo, waiting) {
      const key = repo.toLowerCase();
      if (clock.now() < (absentUntil.get(key) ?? 0)) return undefined;
      try {
        return await call(repo, (api) => api.token(), waiting);
      } catch (error) {
        if (!(error instanceof GitHubError) || error.code !== 'GITHUB_NOT_FOUND') throw error;
        absentUntil.set(key, clock.now() + absentMs);
        return undefined;
      }
    },
    renew: (repo) => void renew(repo),
  };
}
