// Commits and what they stand on, generation by generation.

import { parseCommitId, type CommitId } from '../../../state/model/ids.ts';
import type { CommitInfo } from '../repositories.ts';
import { parseCommitObject } from './commit-object.ts';
import type { ObjectSource } from './git-object.ts';

/** The commits themselves are the first generation. Those that are not there are left out, as in a shallow repository. */
export async function readHistory(
  objects: Pick<ObjectSource, 'readMany'>,
  commits: Iterable<CommitId>,
  depth: number,
  signal?: AbortSignal,
): Promise<Map<CommitId, CommitInfo>> {
  const found = new Map<CommitId, CommitInfo>();
  let generation = new Set(commits);
  for (let read = 0; read < depth && generation.size > 0; read += 1) {
    const next = new Set<CommitId>();
    for (const [oid, { type, bytes }] of await objects.readMany(generation, signal ? { signal } : {})) {
      const commit = parseCommitId(oid);
      if (commit === undefined || type !== 'commit') continue;
      const { tree: _tree, ...info } = parseCommitObject(commit, bytes);
      found.set(commit, info);
      for (const parent of info.parents) next.add(parent);
    }
    generation = new Set([...next].filter((commit) => !found.has(commit)));
  }
  return found;
}
