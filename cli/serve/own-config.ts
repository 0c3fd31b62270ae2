// A config repository of the runtime's own, for a server that was given none: bare, under RAWORC_HOME, so that the API
// has where to commit to, and people can clone it, push to it, and move it elsewhere later.

import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createGitRepositories } from '../../reconciler/git/git-repositories.ts';
import { createGitWriters } from '../../reconciler/git/writing/git-writers.ts';
import { createBareRepository } from '../../reconciler/git/writing/local/create-repository.ts';
import type { Person } from '../../reconciler/git/writing/writers.ts';
import { ownConfigPath } from '../settings/serve-settings.ts';

const raworc: Person = { name: 'Raworc', email: 'raworc@localhost' };

/**
 * Its path. Made, with an empty first commit, where it is absent: beside its place and renamed, so that a killed start
 * leaves none or a whole one. `home` must be claimed: what an earlier start left half made is removed.
 */
export async function ensureOwnConfig(home: string, branch: string, now: number): Promise<string> {
  const path = ownConfigPath(home);
  const halfMade = `${path}-`;
  for (const name of readdirSync(home)) {
    const left = join(home, name);
    if (left.startsWith(halfMade)) rmSync(left, { recursive: true, force: true });
  }
  if (existsSync(path)) return path;
  const aside = mkdtempSync(halfMade);
  createBareRepository(aside, branch);
  const credentials = () => undefined;
  const repositories = createGitRepositories({ cacheDir: join(home, 'git'), credentials });
  await createGitWriters({ repositories, credentials }).open(aside).commit({
    branch,
    parent: undefined,
    expects: undefined,
    changes: new Map(),
    author: raworc,
    committer: raworc,
    message: 'Begin',
    at: now,
  });
  renameSync(aside, path);
  return path;
}
