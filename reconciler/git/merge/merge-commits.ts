// Two commits merged in memory: nothing is written, and no code of either is run.

import type { CommitId } from '../../../state/model/ids.ts';
import { objectId } from '../objects/pack-scan.ts';
import type { ChangedEntry, Repository, Waiting } from '../repositories.ts';
import { mergeChanges } from './merge-changes.ts';
import { mergeText } from './merge-text.ts';

export interface MergedTree {
  /** What the merge does to the tree of `ours`, sorted by path. */
  readonly changes: readonly ChangedEntry[];
  /** Contents of files that are in neither commit, by blob id. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
  /** Paths that both sides changed in ways that don't go together; there `ours` stays. */
  readonly conflicts: readonly string[];
}

export interface MergedCommits {
  readonly ours: CommitId;
  readonly theirs: CommitId;
  /** Where their histories part. */
  readonly ancestor: CommitId;
}

/** All three commits must have been fetched. The cost follows what differs. */
export async function mergeCommits(
  repository: Repository,
  { ours, theirs, ancestor }: MergedCommits,
  waiting: Waiting = {},
): Promise<MergedTree> {
  const theirChanges = await repository.changedPaths(ancestor, theirs, '.', waiting);
  if (ours === ancestor) return { changes: theirChanges, contents: new Map(), conflicts: [] };
  const ourChanges = await repository.changedPaths(ancestor, ours, '.', waiting);
  const { changes, both, conflicts } = mergeChanges(ourChanges, theirChanges);
  const blobs = await repository.readMany(
    both.flatMap(({ ancestor: old, ours: own, theirs: other }) => [old.oid, own.oid, other.oid]),
    waiting,
  );
  const read = (oid: string) => blobs.get(oid) ?? new Uint8Array();
  const contents = new Map<string, Uint8Array>();
  const merged: ChangedEntry[] = [...changes];
  const clashing = [...conflicts];
  for (const { path, ancestor: old, ours: own, theirs: other } of both) {
    const text = mergeText(read(own.oid), read(old.oid), read(other.oid));
    if (text === undefined) clashing.push(path);
    else {
      const oid = objectId({ type: 'blob', bytes: Buffer.from(text) });
      contents.set(oid, text);
      // Made executable by either side, it is.
      const type = other.type === old.type ? own.type : other.type;
      merged.push({ path, from: own, to: { ...own, type, oid } });
    }
  }
  return { changes: merged.sort(byPath), contents, conflicts: clashing.sort() };
}

function byPath(one: ChangedEntry, other: ChangedEntry): number {
  return one.path < other.path ? -1 : 1;
}
