// Refuses, for every adapter, names that would reach beyond what a commit is.

import { unfitName } from './errors.ts';
import { isBranchName, isFilePath } from './names.ts';
import type { Writer } from './writers.ts';

export function checked(writer: Writer, location: string): Writer {
  return {
    ...writer,
    async commit(commit, waiting) {
      if (!isBranchName(commit.branch)) throw unfitName(location, 'branch', commit.branch);
      const unfit = [...commit.changes.keys()].find((path) => !isFilePath(path));
      if (unfit !== undefined) throw unfitName(location, 'file', unfit);
      return writer.commit(commit, waiting);
    },
    async removeBranch(branch, expects, waiting) {
      if (!isBranchName(branch)) throw unfitName(location, 'branch', branch);
      await writer.removeBranch(branch, expects, waiting);
    },
  };
}
