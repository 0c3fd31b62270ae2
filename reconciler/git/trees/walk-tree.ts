// Lists trees level by level, so that each level costs one reading, however many folders it has. Pure.

import type { EntryType, TreeEntry } from '../repositories.ts';
import type { TreeObjectEntry } from '../objects/tree-object.ts';
import type { ReadTrees } from './tree-source.ts';

/** Every blob and submodule below the tree, sorted by path. */
export async function listTree(readTrees: ReadTrees, root: string): Promise<readonly TreeEntry[]> {
  const entries: TreeEntry[] = [];
  let level: readonly { readonly prefix: string; readonly oid: string }[] = [{ prefix: '', oid: root }];
  while (level.length > 0) {
    const trees = await readTrees(level.map(({ oid }) => oid));
    const next: { prefix: string; oid: string }[] = [];
    for (const { prefix, oid } of level) {
      for (const entry of trees.get(oid) ?? []) {
        const path = prefix + entry.name;
        if (entry.type === 'tree') next.push({ prefix: `${path}/`, oid: entry.oid });
        else entries.push({ path, type: entry.type, oid: entry.oid });
      }
    }
    level = next;
  }
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What stands at `path`; undefined where nothing does. The root is a tree without a name. */
export async function findEntry(
  readTrees: ReadTrees,
  root: string,
  path: string,
): Promise<TreeObjectEntry | undefined> {
  let entry: TreeObjectEntry = { name: '', type: 'tree', oid: root };
  for (const name of partsOf(path)) {
    if (entry.type !== 'tree') return undefined;
    const children: readonly TreeObjectEntry[] = (await readTrees([entry.oid])).get(entry.oid) ?? [];
    const child = children.find((candidate) => candidate.name === name);
    if (child === undefined) return undefined;
    entry = child;
  }
  return entry;
}

export function isBlob(type: TreeObjectEntry['type'] | EntryType): boolean {
  return type === 'file' || type === 'executable' || type === 'symlink';
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
