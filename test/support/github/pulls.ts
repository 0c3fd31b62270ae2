// The life of a pull request: opened, pushed to, reviewed, changed or closed. What Git has to do, real Git does.

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

/** Undefined where one of the branches is not there, or nothing is to be merged. */
export async function openPull(
  world: World,
  repo: RepoState,
  { author, branch, base, title, body = '', draft = false, from = repo }: NewPull,
): Promise<PullState | undefined> {
  const [headCommit, baseCommit] = [await tipOf(from, branch), await tipOf(repo, base)];
  if (headCommit === undefined || baseCommit === undefined) return undefined;
  const number = repo.pulls.length + 1;
  const head = { repo: from, branch };
  await keepHead(repo, { number, head, headCommit });
  if ((await repo.git.git('rev-list', '--max-count=1', headCommit, `^${baseCommit}`)) === '')
    return undefined;
  const pull: PullState = {
    number,
    title,
    body,
    author,
    draft,
    state: 'open',
    base,
    baseCommit,
    head,
    headCommit,
    mergeCommit: null,
    reviews: [],
  };
  repo.pulls.push(pull);
  tellOfPull(world, repo, pull, 'opened');
  return pull;
}

/** Pull requests go along with their branch, and are closed where it or what they go into is deleted. */
export async function branchMoved(world: World, repo: RepoState, branch: string): Promise<void> {
  const tip = await tipOf(repo, branch);
  const targets = repo.parent === null ? [repo] : [repo, repo.parent];
  for (const target of targets) {
    for (const pull of target.pulls.filter(({ state }) => state === 'open')) {
      const isHead = pull.head.repo === repo && pull.head.branch === branch;
      const isBase = target === repo && pull.base === branch;
      if (tip === undefined && (isHead || isBase)) {
        closePull(world, target, pull, pull.author);
      } else if (tip !== undefined && isHead && tip !== pull.headCommit) {
        const before = pull.headCommit;
        pull.headCommit = tip;
        await keepHead(target, pull);
        tellOfPull(world, target, pull, 'synchronize', { more: { before, after: tip } });
      }
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
  tellOfReview(world, repo, pull, made, 'submitted');
  return made;
}

export function dismiss(world: World, repo: RepoState, pull: PullState, made: ReviewState): void {
  made.state = 'DISMISSED';
  tellOfReview(world, repo, pull, made, 'dismissed');
}

function tellOfReview(
  world: World,
  repo: RepoState,
  pull: PullState,
  made: ReviewState,
  action: string,
): void {
  const shown = { ...reviewShape(made), state: made.state.toLowerCase() };
  happen(world, repo, {
    event: 'pull_request_review',
    action,
    body: { review: shown, pull_request: pullShape(pull, repo, world), sender: { login: made.author } },
  });
}

export interface PullChange {
  readonly title?: string;
  readonly body?: string;
  readonly base?: string;
  readonly draft?: boolean;
  readonly state?: 'open' | 'closed';
}

/** Each change is told by itself, as GitHub does. */
export async function changePull(
  world: World,
  repo: RepoState,
  pull: PullState,
  { title = pull.title, body = pull.body, base = pull.base, draft = pull.draft, state }: PullChange,
  by: string,
): Promise<void> {
  const changes: Record<string, unknown> = {};
  if (title !== pull.title) changes['title'] = { from: pull.title };
  if (body !== pull.body) changes['body'] = { from: pull.body };
  if (base !== pull.base) {
    changes['base'] = { ref: { from: pull.base }, sha: { from: pull.baseCommit } };
    pull.baseCommit = (await tipOf(repo, base)) ?? pull.baseCommit;
  }
  Object.assign(pull, { title, body, base });
  if (Object.keys(changes).length > 0) tellOfPull(world, repo, pull, 'edited', { by, more: { changes } });
  if (draft !== pull.draft) {
    pull.draft = draft;
    tellOfPull(world, repo, pull, draft ? 'converted_to_draft' : 'ready_for_review', { by });
  }
  if (state === 'closed' && pull.state === 'open') closePull(world, repo, pull, by);
  if (state === 'open' && pull.state === 'closed') {
    pull.state = 'open';
    tellOfPull(world, repo, pull, 'reopened', { by });
  }
}

export function closePull(world: World, repo: RepoState, pull: PullState, by: string): void {
  pull.state = 'closed';
  tellOfPull(world, repo, pull, 'closed', { by });
}

export async function tipOf({ git }: RepoState, branch: string): Promise<string | undefined> {
  const tip = await git.git('for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`);
  return tip === '' ? undefined : tip;
}

/** GitHub keeps the head of every pull request under a ref of its own, those of forks too. */
async function keepHead(
  repo: RepoState,
  { number, head, headCommit }: Pick<PullState, 'number' | 'head' | 'headCommit'>,
): Promise<void> {
  const ref = `refs/pull/${number}/head`;
  if (head.repo === repo) await repo.git.git('update-ref', ref, headCommit);
  else await repo.git.git('fetch', '-q', head.repo.git.dir, `+refs/heads/${head.branch}:${ref}`);
}

export function tellOfPull(
  world: World,
  repo: RepoState,
  pull: PullState,
  action: string,
  { by = pull.author, more = {} }: { readonly by?: string; readonly more?: object } = {},
): void {
  const shown = pullShape(pull, repo, world);
  happen(world, repo, {
    event: 'pull_request',
    action,
    body: { number: pull.number, pull_request: shown, sender: { login: by }, ...more },
  });
}
