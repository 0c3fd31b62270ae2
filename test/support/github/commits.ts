// Whether a repository has what is spoken of.

import type { RepoState } from './model.ts';

/** Any name of a commit, a branch's too. */
export async function hasCommit({ git }: RepoState, name: string): Promise<boolean> {
  try {
    await git.git('rev-parse', '--quiet', '--verify', '--end-of-options', `${name}^{commit}`);
    return true;
  } catch {
    return false;
  }
}
