// Where two commits' histories part, asked of a repository: a little history first, more only where that is not enough.

import type { CommitId } from '../../../state/model/ids.ts';
import { GitError } from '../errors.ts';
import type { Repository, Waiting } from '../repositories.ts';
import { isWholeHistory, mergeBaseOf } from './merge-base.ts';

/** Generations. A branch that is further behind has to be brought up to date first. */
const depths = [50, 1_000, 20_000];

/** NO_MERGE_BASE where they have nothing in common, or nothing near enough. Both must have been fetched. */
export async function findMergeBase(
  repository: Pick<Repository, 'history' | 'location'>,
  [one, other]: readonly [CommitId, CommitId],
  waiting: Waiting = {},
): Promise<CommitId> {
  if (one === other) return one;
  for (const depth of depths) {
    const history = await repository.history([one, other], depth, waiting);
    const base = mergeBaseOf(one, other, history);
    if (base !== undefined) return base;
    if (isWholeHistory(history)) break;
  }
  throw new GitError(
    'NO_MERGE_BASE',
    `The commits ${one.slice(0, 12)} and ${other.slice(0, 12)} have no history in common.`,
    {
      hint: 'Begin the branch anew from the one that it is to be merged into.',
      details: { location: repository.location, commits: [one, other] },
    },
  );
}
