// Compares two trees by their ids: equal subtrees are never read, so the cost follows the change. Pure.

import type { ChangedEntry, TreeEntry } from '../repositories.ts';
import type { TreeObjectEntry } from '../objects/tree-object.ts';
import type { ReadTrees } from './tree-source.ts';

interface Pair {
  /** Ends with `/`, or is empty for the root. */
  readonly prefix: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** What differs between two trees, either of which may be absent, sorted by path. */
export async function diffTrees(
  readTrees: ReadTrees,
  from: string | undefined,
  to: string | undefined,
): Promise<readonly ChangedEntry[]> {
  const changes: ChangedEntry[] = [];
  let level: readonly Pair[] = from === to ? [] : [{ prefix: '', from, to }];
  while (level.length > 0) {
    const trees = await readTrees(
      level.flatMap((pair) => [pair.from, pair.to].filter((oid) => oid !== undefined)),
    );
    const next: Pair[] = [];
    for (const { prefix, from, to } of level) {
      const before = byName(from === undefined ? [] : (trees.get(from) ?? []));
      const after = byName(to === undefined ? [] : (trees.get(to) ?? []));
      for (const name of new Set([...before.keys(), ...after.keys()])) {
        compare(prefix + name, before.get(name), after.get(name), changes, next);
      }
    }
    level = next;
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function compare(
  path: string,
  before: TreeObjectEntry | undefined,
  after: TreeObjectEntry | undefined,
  changes: ChangedEntry[],
  next: Pair[],
): void {
  if (before?.oid === after?.oid && before?.type === after?.type) return;
  const treeBefore = before?.type === 'tree' ? before.oid : undefined;
  const treeAfter = after?.type === 'tree' ? after.oid : undefined;
  if (treeBefore !== undefined || treeAfter !== undefined) {
    next.push({ prefix: `${path}/`, from: treeBefore, to: treeAfter });
  }
  const from = entryOf(path, before);
  const to = entryOf(path, after);
  if (from === undefined && to === undefined) return;
  changes.push({ path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
}

function byName(entries: readonly TreeObjectEntry[]): ReadonlyMap<string, TreeObjectEntry> {
  return new Map(entries.map((entry) => [entry.name, entry]));
}

function entryOf(path: string, entry: TreeObjectEntry | undefined): TreeEntry | undefined {
  return entry === undefined || entry.type === 'tree'
    ? undefined
    : { path, type: entry.type, oid: entry.oid };
}
