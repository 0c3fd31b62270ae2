// The life of a pull request: opened, pushed to, reviewed, merged or closed. What Git has to do, real Git does.

import type { CommitId } from '../../../state/model/ids.ts';
import { happen } from './deliveries.ts';
import type { PullState, RepoState, ReviewState, World } from './model.ts';
import { pullShape, reviewShape } from './shapes.ts';

export interface NewPull {
  readonly author: string;
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body?: string;
  readonly draft?: boolean;
  /** The fork that has the branch; left out, it is the repository's own. */
  readonly from?: RepoState;
}

/** Undefined where one of the branches is not there. */
export async function openPull(
  world: World,
  repo: RepoState,
  { author, branch, base, title, body = '', draft = false, from = repo }: NewPull,
): Promise<PullState | undefined> {
  const [headCommit, baseCommit] = [await tipOf(from, branch), await tipOf(repo, base)];
  if (headCommit === undefined || baseCommit === undefined) return undefined;
  const pull: PullState = {
    number: repo.pulls.length + 1,
    title,
    body,
    author,
    draft,
    state: 'open',
    base,
    baseCommit,
    head: { repo: from, branch },
    headCommit,
    mergeCommit: null,
    reviews: [],
  };
  repo.pulls.push(pull);
  await keepHead(repo, pull);
  tell(world, repo, pull, 'opened');
  return pull;
}

/** A branch moved: pull requests from it go along. */
export async function branchMoved(world: World, repo: RepoState, branch: string): Promise<void> {
  const targets = repo.parent === null ? [repo] : [repo, repo.parent];
  for (const target of targets) {
    for (const pull of target.pulls) {
      if (pull.state !== 'open' || pull.head.repo !== repo || pull.head.branch !== branch) continue;
      const tip = await tipOf(repo, branch);
      if (tip === undefined || tip === pull.headCommit) continue;
      pull.headCommit = tip;
      await keepHead(target, pull);
      tell(world, target, pull, 'synchronize');
    }
  }
}

export function review(
  world: World,
  repo: RepoState,
  pull: PullState,
  { author, state }: Pick<ReviewState, 'author' | 'state'>,
): ReviewState {
  const made: ReviewState = { id: world.nextId(), author, commit: pull.headCommit, state, at: world.now() };
  pull.reviews.push(made);
  const shown = { ...reviewShape(made), state: state.toLowerCase() };
  happen(world, repo, {
    event: 'pull_request_review',
    action: 'submitted',
    body: { review: shown, pull_request: pullShape(pull, repo, world), sender: { login: author } },
  });
  return made;
}

export type MergeMethod = 'merge' | 'squash';

/** Throws where it does not merge. */
export async function mergePull(
  world: World,
  repo: RepoState,
  pull: PullState,
  { by, method = 'merge' }: { readonly by: string; readonly method?: MergeMethod },
): Promise<string> {
  const { git } = repo.git;
  const base = (await tipOf(repo, pull.base)) ?? '';
  const tree = await git('merge-tree', '--write-tree', base, pull.headCommit);
  const parents = method === 'merge' ? ['-p', base, '-p', pull.headCommit] : ['-p', base];
  const merged = await git('commit-tree', ...parents, '-m', `Merge #${pull.number}: ${pull.title}`, tree);
  await repo.git.branch(pull.base, merged as CommitId);
  pull.baseCommit = base;
  pull.mergeCommit = merged;
  pull.state = 'closed';
  tell(world, repo, pull, 'closed', by);
  pushed(world, repo, pull.base, base, merged);
  return merged;
}

export function closePull(world: World, repo: RepoState, pull: PullState, by: string): void {
  pull.state = 'closed';
  tell(world, repo, pull, 'closed', by);
}

export function pushed(world: World, repo: RepoState, branch: string, before: string, after: string): void {
  const body = { ref: `refs/heads/${branch}`, before, after, deleted: false, forced: false, commits: [] };
  happen(world, repo, { event: 'push', body });
}

export async function tipOf({ git }: RepoState, branch: string): Promise<string | undefined> {
  const tip = await git.git('for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`);
  return tip === '' ? undefined : tip;
}

/** GitHub keeps the head of every pull request under a ref of its own, those of forks too. */
async function keepHead(repo: RepoState, { number, head, headCommit }: PullState): Promise<void> {
  const ref = `refs/pull/${number}/head`;
  if (head.repo === repo) await repo.git.git('update-ref', ref, headCommit);
  else await repo.git.git('fetch', '-q', head.repo.git.dir, `+refs/heads/${head.branch}:${ref}`);
}

function tell(world: World, repo: RepoState, pull: PullState, action: string, by = pull.author): void {
  happen(world, repo, {
    event: 'pull_request',
    action,
    body: { number: pull.number, pull_request: pullShape(pull, repo, world), sender: { login: by } },
  });
}
