// How a pull request comes into its base branch: by a merge, a squash, or through the merge queue.

import type { CommitId } from '../../../state/model/ids.ts';
import { happen } from './deliveries.ts';
import type { PullState, RepoState, World } from './model.ts';
import { tellOfPull, tipOf } from './pulls.ts';
import { pushed } from './pushes.ts';

export type MergeMethod = 'merge' | 'squash';

/** Resolves with the commit on the base branch; throws where it does not merge. */
export async function mergePull(
  world: World,
  repo: RepoState,
  pull: PullState,
  { by, method = 'merge' }: { readonly by: string; readonly method?: MergeMethod },
): Promise<string> {
  const { base, merged } = await tryMerge(repo, pull, method);
  await repo.git.branch(pull.base, merged as CommitId);
  Object.assign(pull, { baseCommit: base, mergeCommit: merged, state: 'closed' });
  tellOfPull(world, repo, pull, 'closed', { by });
  await pushed(world, repo, { ref: `refs/heads/${pull.base}`, before: base, after: merged, by });
  return merged;
}

/** Puts it into the merge queue: what would come of it stands on a branch of its own until its checks are there. */
export async function queuePull(world: World, repo: RepoState, pull: PullState): Promise<string> {
  const { base, merged } = await tryMerge(repo, pull, 'merge');
  const branch = `gh-readonly-queue/${pull.base}/pr-${pull.number}-${base}`;
  await repo.git.branch(branch, merged as CommitId);
  const group = {
    head_sha: merged,
    head_ref: `refs/heads/${branch}`,
    base_sha: base,
    base_ref: `refs/heads/${pull.base}`,
  };
  happen(world, repo, {
    event: 'merge_group',
    action: 'checks_requested',
    body: { merge_group: group },
  });
  return merged;
}

export async function isMergeable(repo: RepoState, pull: PullState): Promise<boolean> {
  const base = await tipOf(repo, pull.base);
  if (base === undefined) return false;
  try {
    await repo.git.git('merge-tree', '--write-tree', base, pull.headCommit);
    return true;
  } catch {
    return false;
  }
}

async function tryMerge(
  repo: RepoState,
  pull: PullState,
  method: MergeMethod,
): Promise<{ readonly base: string; readonly merged: string }> {
  const { git } = repo.git;
  const base = (await tipOf(repo, pull.base)) ?? '';
  const tree = await git('merge-tree', '--write-tree', base, pull.headCommit);
  const parents = method === 'merge' ? ['-p', base, '-p', pull.headCommit] : ['-p', base];
  const merged = await git('commit-tree', ...parents, '-m', `Merge #${pull.number}: ${pull.title}`, tree);
  return { base, merged };
}
