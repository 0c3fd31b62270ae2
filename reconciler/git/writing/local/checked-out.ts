// Which branch the work tree at a location shows, and whether another work tree of the repository shows it.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { GitError } from '../../errors.ts';
import type { GitDir } from '../../local/git-dir.ts';
import { pushRefused } from '../errors.ts';

/** Throws PUSH_REFUSED for a branch that another work tree shows: it is left alone. */
export function isCheckedOut({ own, shared }: GitDir, branch: string, location: string): boolean {
  if (own !== shared) {
    throw new GitError('REPOSITORY_UNSUPPORTED', `${location} is a linked work tree.`, {
      hint: 'Name the repository that it belongs to, or a clone of its own.',
      details: { location },
    });
  }
  const shows = (headFile: string) =>
    existsSync(headFile) && readFileSync(headFile, 'utf8').trim() === `ref: refs/heads/${branch}`;
  const others = join(shared, 'worktrees');
  const other = existsSync(others)
    ? readdirSync(others).find((name) => shows(join(others, name, 'HEAD')))
    : undefined;
  if (other !== undefined) throw pushRefused(location, branch, `it is checked out in the work tree ${other}`);
  return own !== location && shows(join(own, 'HEAD'));
}
