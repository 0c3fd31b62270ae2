// What two branches did to the files that they began with, brought together path by path: a file that one side moved and
// the other changed is for people. Pure: contents are merged elsewhere.

import type { ChangedEntry, TreeEntry } from '../repositories.ts';

/** A file that both sides changed: its lines have to be brought together. */
export interface BothChanged {
  readonly path: string;
  readonly ancestor: TreeEntry;
  readonly ours: TreeEntry;
  readonly theirs: TreeEntry;
}

export interface MergedChanges {
  /** What the merge does to our side. */
  readonly changes: readonly ChangedEntry[];
  readonly both: readonly BothChanged[];
  /** Paths that don't go together, sorted; there, and below them, our side stays. */
  readonly conflicts: readonly string[];
}

/** `ours` and `theirs`: what each side changed since the commit where they parted. */
export function mergeChanges(ours: readonly ChangedEntry[], theirs: readonly ChangedEntry[]): MergedChanges {
  const our = new Map(ours.map((change) => [change.path, change]));
  const changes: ChangedEntry[] = [];
  const both: BothChanged[] = [];
  const conflicts = new Set(foldersInTheWay(ours, theirs));
  const inTheWay = new Set(conflicts);
  for (const change of theirs) {
    if (inTheWay.has(change.path) || foldersOf(change.path).some((folder) => inTheWay.has(folder))) continue;
    const own = our.get(change.path);
    if (own === undefined) changes.push(change);
    else if (!isSame(own.to, change.to)) {
      const { from: ancestor, to } = own;
      if (isFile(ancestor) && isFile(to) && isFile(change.to)) {
        both.push({ path: change.path, ancestor, ours: to, theirs: change.to });
      } else conflicts.add(change.path);
    }
  }
  return { changes, both, conflicts: [...conflicts].sort() };
}

/** A path that is a file on one side and a folder on the other. */
function foldersInTheWay(one: readonly ChangedEntry[], other: readonly ChangedEntry[]): readonly string[] {
  return [...filesInFoldersOf(one, other), ...filesInFoldersOf(other, one)];
}

function filesInFoldersOf(
  files: readonly ChangedEntry[],
  others: readonly ChangedEntry[],
): readonly string[] {
  const folders = new Set(others.flatMap(({ path, to }) => (to === undefined ? [] : foldersOf(path))));
  return files.flatMap(({ path, to }) => (to !== undefined && folders.has(path) ? [path] : []));
}

function foldersOf(path: string): readonly string[] {
  const folders: string[] = [];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    folders.push(path.slice(0, end));
  }
  return folders;
}

function isSame(one: TreeEntry | undefined, other: TreeEntry | undefined): boolean {
  return one?.oid === other?.oid && one?.type === other?.type;
}

function isFile(entry: TreeEntry | undefined): entry is TreeEntry {
  return entry?.type === 'file' || entry?.type === 'executable';
}
