// What a commit needs to be readable, and whether all of it is here: asked before a cache is believed.

import type { CommitId } from '../../state/model/ids.ts';
import { parseCommitObject } from './objects/commit-object.ts';
import { CorruptObjectError, type ObjectSource } from './objects/git-object.ts';
import { createTreeSource } from './trees/tree-source.ts';
import { isBlob } from './trees/walk-tree.ts';

export interface Needed {
  readonly trees: ReadonlySet<string>;
  readonly blobs: ReadonlySet<string>;
}

/** Ids of the trees and blobs of a commit, without the trees in `known` and what is below them. */
export async function neededBy(
  objects: ObjectSource,
  commit: CommitId,
  known: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<Needed> {
  const object = (await objects.readMany([commit])).get(commit);
  if (object?.type !== 'commit') throw new CorruptObjectError(`The commit ${commit} is missing.`);
  const readTrees = createTreeSource(objects, signal);
  const trees = new Set<string>();
  const blobs = new Set<string>();
  let level = [parseCommitObject(commit, object.bytes).tree].filter((oid) => !known.has(oid));
  while (level.length > 0) {
    for (const oid of level) trees.add(oid);
    const next = new Set<string>();
    for (const entry of [...(await readTrees(level)).values()].flat()) {
      if (isBlob(entry.type)) blobs.add(entry.oid);
      else if (entry.type === 'tree' && !known.has(entry.oid) && !trees.has(entry.oid)) next.add(entry.oid);
    }
    level = [...next];
  }
  return { trees, blobs };
}

/** Remembers the trees that were found whole, so that a later commit costs only what is new in it. */
export type CheckConnected = (commit: CommitId, signal?: AbortSignal) => Promise<void>;

/** Throws CorruptObjectError where something is missing or unreadable. Contents of blobs are not read. */
export function createConnectivityCheck(objects: ObjectSource): CheckConnected {
  const whole = new Set<string>();

  return async (commit, signal) => {
    const { trees, blobs } = await neededBy(objects, commit, whole, signal);
    const missing = await objects.missing(blobs);
    if (missing.length > 0) {
      throw new CorruptObjectError(`${missing.length} files of the commit ${commit} are missing.`);
    }
    for (const oid of trees) whole.add(oid);
  };
}
