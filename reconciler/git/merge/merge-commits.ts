// Two commits merged in memory: nothing is written, and no code of either is run.

import type { CommitId } from '../../../state/model/ids.ts';
import { objectId } from '../objects/pack-scan.ts';
import { createBreathe } from '../objects/stretches.ts';
import type { ChangedEntry, Repository, Waiting } from '../repositories.ts';
import { mergeChanges, type BothChanged } from './merge-changes.ts';
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
  const contents = new Map<string, Uint8Array>();
  const merged: ChangedEntry[] = [...changes];
  const clashing = [...conflicts];
  const breathe = createBreathe(waiting.signal);
  for (const file of both) {
    const { path, ancestor: old, ours: own, theirs: other } = file;
    let oid = mergedId(file);
    if (oid === undefined) {
      const text = await mergedText(repository, file, waiting);
      if (text !== undefined) contents.set((oid = objectId({ type: 'blob', bytes: text })), text);
      await breathe();
    }
    // Made executable by either side, it is.
    const type = other.type === old.type ? own.type : other.type;
    if (oid === undefined) clashing.push(path);
    else if (oid !== own.oid || type !== own.type)
      merged.push({ path, from: own, to: { ...own, type, oid } });
  }
  return { changes: merged.sort(byPath), contents, conflicts: clashing.sort() };
}

/** Whatever it is, where only one side changed its content, or both in the same way. */
function mergedId({ ancestor, ours, theirs }: BothChanged): string | undefined {
  if (ours.oid === theirs.oid || theirs.oid === ancestor.oid) return ours.oid;
  return ours.oid === ancestor.oid ? theirs.oid : undefined;
}

async function mergedText(
  repository: Pick<Repository, 'readMany'>,
  { ancestor, ours, theirs }: BothChanged,
  waiting: Waiting,
): Promise<Uint8Array | undefined> {
  const oids = [ours.oid, ancestor.oid, theirs.oid] as const;
  const blobs = await repository.readMany(oids, waiting);
  const [own, old, other] = oids.map((oid) => blobs.get(oid) ?? new Uint8Array());
  return own && old && other && mergeText(own, old, other);
}

function byPath(one: ChangedEntry, other: ChangedEntry): number {
  return one.path < other.path ? -1 : 1;
}
