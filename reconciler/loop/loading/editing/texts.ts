// The files of a commit while they are edited: read when they are wanted, and kept as they become.

import type { CommitId } from '../../../../state/model/ids.ts';
import { GitError } from '../../../git/errors.ts';
import type { Repository, Waiting } from '../../../git/repositories.ts';

export interface FileChange {
  readonly path: string;
  /** Null: there was no such file. */
  readonly before: string | null;
  /** Null: the file goes. */
  readonly after: string | null;
}

export interface Texts {
  /** Null where there is no such file, or none any more. */
  read(path: string): Promise<string | null>;
  write(path: string, text: string | null): void;
  /** What became different, in the order in which it was first written. */
  changes(): Promise<readonly FileChange[]>;
}

export function createTexts(repository: Repository, commit: CommitId, waiting: Waiting): Texts {
  const edited = new Map<string, string | null>();
  return {
    async read(path) {
      const text = edited.get(path);
      return text === undefined ? textAt(repository, commit, path, waiting) : text;
    },
    write: (path, text) => void edited.set(path, text),
    async changes() {
      const changes: FileChange[] = [];
      for (const [path, after] of edited) {
        const before = await textAt(repository, commit, path, waiting);
        if (before !== after) changes.push({ path, before, after });
      }
      return changes;
    },
  };
}

export async function textAt(
  repository: Repository,
  commit: CommitId,
  path: string,
  waiting: Waiting,
): Promise<string | null> {
  try {
    return new TextDecoder().decode(await repository.readFile(commit, path, waiting));
  } catch (error) {
    if (error instanceof GitError && error.code === 'PATH_NOT_FOUND') return null;
    throw error;
  }
}
