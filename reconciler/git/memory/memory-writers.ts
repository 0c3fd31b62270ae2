// Writing to Git in memory, for tests of what stands on the port: the same commits, with the same ids, as in a real one.

import { branchMoved } from '../writing/errors.ts';
import { checked } from '../writing/checked-writer.ts';
import { newObjects } from '../writing/new-objects.ts';
import type { Writer, Writers } from '../writing/writers.ts';
import type { GitError } from '../errors.ts';
import type { MemoryRepositories, MemoryRepository } from './memory-repositories.ts';

export interface MemoryWriters extends Writers {
  /** What writes fails with this from now on, after everything else was found in order; undefined ends it. */
  setFault(fault: GitError | undefined): void;
}

export function createMemoryWriters(repositories: MemoryRepositories): MemoryWriters {
  let fault: GitError | undefined;

  function createWriter(repository: MemoryRepository): Writer {
    const { location } = repository;
    return {
      async commit(commit, waiting = {}) {
        waiting.signal?.throwIfAborted();
        if (commit.parent !== undefined) await repository.fetch(commit.parent, waiting);
        const { commit: id, objects } = await newObjects(repository, commit, waiting);
        const head = repository.head(commit.branch);
        if (head === id) return id;
        if (head !== commit.expects) throw branchMoved(location, commit.branch);
        if (fault !== undefined) throw fault;
        repository.receive({ commit: id, parent: commit.parent, changes: commit.changes, objects });
        await repository.branch(commit.branch, id);
        return id;
      },
      async removeBranch(branch, expects) {
        const head = repository.head(branch);
        if (head === undefined) return;
        if (head !== expects) throw branchMoved(location, branch);
        if (fault !== undefined) throw fault;
        await repository.branch(branch, null);
      },
      async settle() {},
    };
  }

  return {
    open(text) {
      const repository = repositories.open(text);
      return checked(createWriter(repository), repository.location);
    },
    setFault(next) {
      fault = next;
    },
  };
}
