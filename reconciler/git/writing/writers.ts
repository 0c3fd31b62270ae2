// The port to writing Git: one commit on top of another, published by moving one branch in one step.
// Adapters: smart HTTP, repositories at paths (bare or checked out), and memory; all are held to test/contract/git/writing.

import type { CommitId } from '../../../state/model/ids.ts';
import type { Waiting } from '../repositories.ts';

export interface Person {
  readonly name: string;
  readonly email: string;
}

/** Path from the root → the file's new content; null removes the file. A file that is there keeps its mode. */
export type Changes = ReadonlyMap<string, string | null>;

export interface NewCommit {
  /** Its short name: `main`. */
  readonly branch: string;
  /** What the commit stands on; undefined: nothing, it is the first of its history. Must be readable at the repository's reader. */
  readonly parent: CommitId | undefined;
  /** What the branch must point to for the commit to be published; undefined: the branch must not be there. */
  readonly expects: CommitId | undefined;
  readonly changes: Changes;
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
  /** Lines at the end of the message: `Name: value`. */
  readonly trailers?: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Any of its methods may throw what reading throws. */
export interface Writer {
  /**
   * Makes the commit and moves the branch to it. The same input makes the same commit, so doing it again after an
   * answer was lost is success. A killed process leaves the branch where it was or at the whole commit.
   * - `BRANCH_MOVED`: the branch is not where it was expected; make the commit again on its new head (retry)
   * - `PUSH_FORBIDDEN`: we may not write there, or the branch is protected (stop)
   * - `PUSH_REFUSED`: the server does not take it for another reason (stop)
   * - `WORK_TREE_DIRTY`: the branch is checked out, and something there is not committed (stop)
   * - `REPOSITORY_BUSY`: another program is writing there (retry)
   */
  commit(commit: NewCommit, waiting?: Waiting): Promise<CommitId>;

  /** Removes a branch of our own; not there is success. BRANCH_MOVED where it points elsewhere. */
  removeBranch(branch: string, expects: CommitId, waiting?: Waiting): Promise<void>;

  /**
   * Brings to its end what a killed process began here, as each of the other methods does first; nothing to do is
   * success. REPOSITORY_BUSY.
   */
  settle(waiting?: Waiting): Promise<void>;
}

export interface Writers {
  /** `location` as people write it; INVALID_LOCATION. */
  open(location: string): Writer;
}
