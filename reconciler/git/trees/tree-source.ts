// Reads trees by id, many at a time: the one thing that walking and comparing trees need.

import type { ObjectSource } from '../objects/git-object.ts';
import { CorruptObjectError } from '../objects/git-object.ts';
import { parseTreeObject, type TreeObjectEntry } from '../objects/tree-object.ts';

/** Rejects with CorruptObjectError where one of them is missing or not a tree. */
export type ReadTrees = (oids: Iterable<string>) => Promise<ReadonlyMap<string, readonly TreeObjectEntry[]>>;

export function createTreeSource(objects: ObjectSource, signal?: AbortSignal): ReadTrees {
  return async (oids) => {
    const wanted = new Set(oids);
    const found = await objects.readMany(wanted, signal === undefined ? {} : { signal });
    const trees = new Map<string, readonly TreeObjectEntry[]>();
    for (const oid of wanted) {
      const object = found.get(oid);
      if (object?.type !== 'tree') throw new CorruptObjectError(`The tree ${oid} is missing.`);
      trees.set(oid, parseTreeObject(object.bytes));
    }
    return trees;
  };
}
