// What a push changed, as the hooks are told of it, and what follows from it for pull requests.

import { happen } from './deliveries.ts';
import type { RepoState, World } from './model.ts';
import { branchMoved } from './pulls.ts';

/** Full name of each branch and tag → commit, or tag object. */
export type Refs = ReadonlyMap<string, string>;

export const nothing = '0'.repeat(40);
/** GitHub lists no more of one push. */
const mostCommits = 2_048;

export async function refsOf({ git }: RepoState): Promise<Refs> {
  const text = await git.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads', 'refs/tags');
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => line.split(' ') as [string, string]));
}

/** Tells of everything that is no longer as it was. */
export async function refsMoved(world: World, repo: RepoState, was: Refs, by: string): Promise<void> {
  const now = await refsOf(repo);
  for (const ref of new Set([...was.keys(), ...now.keys()])) {
    const [before, after] = [was.get(ref) ?? nothing, now.get(ref) ?? nothing];
    if (before !== after) await pushed(world, repo, { ref, before, after, by });
  }
}

interface Push {
  /** `refs/heads/…` or `refs/tags/…`. */
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  /** Login. */
  readonly by: string;
}

export async function pushed(world: World, repo: RepoState, { ref, before, after, by }: Push): Promise<void> {
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  const commits = branch === undefined ? [] : await commitsOf(repo, before, after);
  happen(world, repo, {
    event: 'push',
    body: {
      ref,
      before,
      after,
      created: before === nothing,
      deleted: after === nothing,
      forced: await isForced(repo, before, after),
      base_ref: null,
      compare: `${world.url}/${repo.name}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
      commits,
      head_commit: commits.at(-1) ?? null,
      pusher: { name: by },
      sender: { login: by },
    },
  });
  if (branch !== undefined) await branchMoved(world, repo, branch);
}

async function isForced({ git }: RepoState, before: string, after: string): Promise<boolean> {
  if (before === nothing || after === nothing) return false;
  return (await git.git('rev-list', '--max-count=1', before, `^${after}`)) !== '';
}

/** Oldest first. */
async function commitsOf({ git }: RepoState, before: string, after: string): Promise<readonly object[]> {
  if (after === nothing) return [];
  const range = before === nothing ? [after] : [after, `^${before}`];
  const format = '--format=%x1e%H%x1f%T%x1f%cI%x1f%B%x1f';
  const log = await git.git(
    'log',
    '--name-status',
    '--no-renames',
    `-${mostCommits}`,
    format,
    ...range,
    '--',
  );
  return log
    .split('\x1e')
    .filter((entry) => entry !== '')
    .map(commitIn)
    .toReversed();
}

function commitIn(entry: string): object {
  const [id, tree_id, timestamp, message = '', files = ''] = entry.split('\x1f');
  const lines = files.split('\n').map((line) => line.split('\t'));
  const paths = (status: string) => lines.filter(([one]) => one === status).map(([, path]) => path);
  return {
    id,
    tree_id,
    timestamp,
    message: message.trim(),
    distinct: true,
    added: paths('A'),
    removed: paths('D'),
    modified: paths('M'),
  };
}
