// Finds a repository's own folder on this machine: bare, inside a work tree, or of a linked work tree.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

import { GitError } from '../errors.ts';

export interface GitDir {
  /** Where HEAD is. */
  readonly own: string;
  /** Where refs and objects are; the same but for linked work trees. */
  readonly shared: string;
}

/** Throws REPOSITORY_NOT_FOUND, and REPOSITORY_UNSUPPORTED for formats that can't be read yet. */
export function findGitDir(location: string): GitDir {
  const own = ownDir(location);
  if (own === undefined || !existsSync(join(own, 'HEAD'))) {
    throw new GitError('REPOSITORY_NOT_FOUND', `There is no Git repository at ${location}.`, {
      hint: 'Name the folder of a work tree or of a bare repository on the machine that runs Raworc.',
      details: { location },
    });
  }
  const shared = existsSync(join(own, 'commondir')) ? follow(own, readLine(join(own, 'commondir'))) : own;
  const config = existsSync(join(shared, 'config')) ? readFileSync(join(shared, 'config'), 'utf8') : '';
  const unknown = /^\s*(objectformat\s*=\s*sha256|refstorage\s*=\s*reftable)/im.exec(config)?.[1];
  if (unknown !== undefined) {
    throw new GitError(
      'REPOSITORY_UNSUPPORTED',
      `The repository at ${location} has a format that Raworc can not read.`,
      {
        hint: `It says \`${unknown}\`; clone it with SHA-1 objects and refs in files.`,
        details: { location },
      },
    );
  }
  return { own, shared };
}

function ownDir(location: string): string | undefined {
  const dotGit = join(location, '.git');
  const stat = statSync(dotGit, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) return dotGit;
  if (stat?.isFile() === true) return follow(location, readLine(dotGit).replace(/^gitdir: /, ''));
  return existsSync(join(location, 'objects')) ? location : undefined;
}

const readLine = (path: string): string => readFileSync(path, 'utf8').trim();
const follow = (base: string, path: string): string => (isAbsolute(path) ? path : join(base, path));
