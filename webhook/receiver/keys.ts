// From a hint to the keys of what has to be looked at. Only registered repositories count, and each is named as the
// configuration names it, never as the payload does. Pure.

import type { RepoName } from '../client/github.ts';
import { isSameRepo } from '../client/repo-name.ts';
import type { Hint } from './hint.ts';

/** Asked of the reconciler, which looks at everything behind it. */
export type NudgeKey = 'config' | `source/${string}` | 'everything';
/** A task of the kind `review`. */
export type ReviewKey =
  /** A pull request of the config repository. */
  | `pull/${number}`
  /** A commit of the config repository for which a check is wanted, with no pull request known for it. */
  | `merge-group/${string}`
  /** A pull request of an agent's repository: `source-pull/{owner/name}#{number}`. */
  | `source-pull/${string}#${number}`
  /** A comment under a pull request of the config repository: `comment/{id}#{number}`. */
  | `comment/${number}#${number}`
  | 'installation'
  /** Who is in which team. */
  | 'people'
  /** Agents that could move to a newer commit, if somebody agreed. */
  | 'bumps';
export type Key = NudgeKey | ReviewKey;

/** What of a repository is followed; `versions` are all its tags. */
export type Follow =
  | { readonly type: 'head' }
  | { readonly type: 'ref'; readonly ref: string }
  | { readonly type: 'versions' };

export interface RegisteredSource {
  readonly repo: RepoName;
  /** Canonical, as it stands in `source/{location}`. */
  readonly location: string;
  readonly follows: readonly Follow[];
}

export interface Registered {
  /** Undefined where the config repository is not on our GitHub. */
  readonly config: { readonly repo: RepoName; readonly follows: Follow } | undefined;
  readonly sources: readonly RegisteredSource[];
}

/** Without doubles; empty where nobody has to look. */
export function keysOf(hint: Hint, { config, sources }: Registered): readonly Key[] {
  if (hint.type === 'nothing') return [];
  if (hint.type === 'installation' || hint.type === 'people') return [hint.type];
  const isConfig = config !== undefined && isSameRepo(config.repo, hint.repo);
  const named = sources.filter(({ repo }) => isSameRepo(repo, hint.repo));
  switch (hint.type) {
    case 'push': {
      const moved: NudgeKey[] = isConfig && isFollowed(config.follows, hint) ? ['config'] : [];
      for (const { location, follows } of named) {
        if (follows.some((follow) => isFollowed(follow, hint))) moved.push(`source/${location}`);
      }
      return hint.isLarge && moved.length > 0 ? ['everything'] : moved;
    }
    case 'pull': {
      if (isConfig) return [`pull/${hint.number}`];
      return [...new Set(named.map(({ repo }) => `source-pull/${repo}#${hint.number}` as const))];
    }
    case 'approval':
      return isConfig ? [`pull/${hint.number}`] : [];
    case 'merge-group':
      return isConfig ? [`merge-group/${hint.commit}`] : [];
    case 'check':
      if (!isConfig) return [];
      // GitHub names no pull request for commits of forks and of merge queues.
      if (hint.pulls.length === 0) return [`merge-group/${hint.commit}`];
      return [...new Set(hint.pulls.map((number) => `pull/${number}` as const))];
    case 'command':
      return isConfig ? [`comment/${hint.comment}#${hint.number}`] : [];
    default:
      return hint satisfies never;
  }
}

/** A branch that was deleted counts too: whoever follows it has to be told. */
function isFollowed(follow: Follow, { ref, defaultBranch }: Extract<Hint, { type: 'push' }>): boolean {
  switch (follow.type) {
    case 'head':
      return defaultBranch === null ? ref.startsWith('refs/heads/') : ref === `refs/heads/${defaultBranch}`;
    case 'ref':
      return [follow.ref, `refs/heads/${follow.ref}`, `refs/tags/${follow.ref}`].includes(ref);
    case 'versions':
      return ref.startsWith('refs/tags/');
    default:
      return follow satisfies never;
  }
}

export function isNudge(key: Key): key is NudgeKey {
  return key === 'config' || key === 'everything' || key.startsWith('source/');
}
