// The commits of the config repository that were seen, and what loading them gave.

import type { PageInTime } from './time-place.ts';

export interface RevisionRow {
  readonly commit: string;
  readonly ref: string;
  readonly subject: string;
  readonly author: string;
  readonly committedAt: number;
  readonly seenAt: number;
  /** Problems as they were found (`Problem[]` of schemas), plain JSON. */
  readonly problems: readonly unknown[];
}

export interface Revisions {
  /** Inserts or, for a commit seen before, replaces its problems and `seenAt`. */
  put(row: RevisionRow): Promise<void>;
  get(commit: string): Promise<RevisionRow | undefined>;
  latest(): Promise<RevisionRow | undefined>;
  /** Newest first, by when they were seen and then by commit. */
  list(page: PageInTime): Promise<readonly RevisionRow[]>;
}
