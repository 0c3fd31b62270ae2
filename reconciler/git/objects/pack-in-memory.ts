// A pack that just arrived, read from memory and kept nowhere.

import { indexPack } from './pack-indexer.ts';
import { parsePackIndex } from './pack-index.ts';
import { createPackReader } from './pack-reader.ts';
import type { GitObject, ObjectSource } from './git-object.ts';

/** Throws CorruptObjectError. The pack must hold what its deltas were made from. */
export async function readPack(
  arrived: Buffer,
  signal?: AbortSignal,
): Promise<Pick<ObjectSource, 'readMany'>> {
  const { pack, index } = await indexPack(arrived, nothing, signal);
  const { count, offsetOf } = parsePackIndex(index);
  const reader = createPackReader({ count, offsetOf, entryAt: (offset) => pack.subarray(offset) });
  return {
    async readMany(oids) {
      const found = new Map<string, GitObject>();
      for (const oid of oids) {
        const offset = offsetOf(oid);
        if (offset !== undefined) found.set(oid, reader.readAt(offset));
      }
      return found;
    },
  };
}

const nothing: ObjectSource = {
  readMany: () => Promise.resolve(new Map()),
  missing: (oids) => Promise.resolve([...oids]),
};
