// Is everything of a commit here? Asked before a cache is believed, so that what is missing is found by the fetch.

import type { CommitId } from '../../state/model/ids.ts';
import { parseCommitObject } from './objects/commit-object.ts';
import { CorruptObjectError, type ObjectSource } from './objects/git-object.ts';
import { createTreeSource } from './trees/tree-source.ts';
import { isBlob } from './trees/walk-tree.ts';

/** Remembers the trees that were found whole, so that a later commit costs only what is new in it. */
export type CheckConnected = (commit: CommitId, signal?: AbortSignal) => Promise<void>;

/** Throws CorruptObjectError where something is missing or unreadable. Contents of blobs are not read. */
export function createConnectivityCheck(objects: ObjectSource): CheckConnected {
  const whole = new Set<string>();

  return async (commit, signal) => {
    const object = (await objects.readMany([commit])).get(commit);
    if (object?.type !== 'commit') throw new CorruptObjectError(`The commit ${commit} is missing.`);
    const readTrees = createTreeSource(objects, signal);
    const seen = new Set<string>();
    const blobs = new Set<string>();
    let level = [parseCommitObject(commit, object.bytes).tree].filter((oid) => !whole.has(oid));
    while (level.length > 0) {
      const next = new Set<string>();
      for (const [oid, entries] of await readTrees(level)) {
        seen.add(oid);
        for (const entry of entries) {
          if (isBlob(entry.type)) blobs.add(entry.oid);
          else if (entry.type === 'tree' && !whole.has(entry.oid) && !seen.has(entry.oid))
            next.add(entry.oid);
        }
      }
      level = [...next];
    }
    const missing = await objects.missing(blobs);
    if (missing.length > 0) {
      throw new CorruptObjectError(`${missing.length} files of the commit ${commit} are missing.`);
    }
    for (const oid of seen) whole.add(oid);
  };
}
