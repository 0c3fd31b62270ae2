// Reads objects straight from a repository's files, packed or loose, many at a time.

import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

import { CorruptObjectError, type GitObject, type ObjectSource } from './git-object.ts';
import { hasLooseObject, readLooseObject } from './loose-objects.ts';
import { objectDirs, packPaths } from './object-files.ts';
import { parsePackIndex, type PackIndex } from './pack-index.ts';
import { createPackReader, type PackEntries } from './pack-reader.ts';
import { createBreathe } from './stretches.ts';
import { verifyPack } from './verify-pack.ts';

interface Pack {
  readonly path: string;
  readonly index: PackIndex;
}

export interface ObjectStoreOptions {
  /**
   * Compare each pack with its checksum when it is first seen; what follows is read without checking again. For
   * files that a killed process may have left half written.
   */
  readonly verify: boolean;
}

/** `objectsDir` is a repository's `objects` folder. Throws CorruptObjectError. Packs that appear later are found. */
export function createObjectStore(objectsDir: string, { verify }: ObjectStoreOptions): ObjectSource {
  const packs = new Map<string, Pack>();

  async function rescan(): Promise<void> {
    const found = new Set(objectDirs(objectsDir).flatMap(packPaths));
    for (const path of packs.keys()) if (!found.has(path)) packs.delete(path);
    for (const path of found) {
      if (packs.has(path)) continue;
      const indexBytes = readFileSync(path.replace(/\.pack$/, '.idx'));
      const index = parsePackIndex(indexBytes);
      if (verify) await verifyPack(path, indexBytes);
      packs.set(path, { path, index });
    }
  }

  /** Splits ids into those of each pack, those that are loose, and those that are nowhere. */
  function locate(oids: Iterable<string>) {
    const packed = new Map<Pack, { oid: string; offset: number }[]>();
    const loose: { oid: string; dir: string }[] = [];
    const missing: string[] = [];
    const dirs = objectDirs(objectsDir);
    next: for (const oid of new Set(oids)) {
      for (const pack of packs.values()) {
        const offset = pack.index.offsetOf(oid);
        if (offset === undefined) continue;
        const list = packed.get(pack);
        if (list === undefined) packed.set(pack, [{ oid, offset }]);
        else list.push({ oid, offset });
        continue next;
      }
      const dir = dirs.find((candidate) => hasLooseObject(candidate, oid));
      if (dir === undefined) missing.push(oid);
      else loose.push({ oid, dir });
    }
    return { packed, loose, missing };
  }

  async function located(oids: readonly string[]) {
    const first = locate(oids);
    if (first.missing.length === 0) return first;
    await rescan();
    return locate(oids);
  }

  async function readAll(oids: readonly string[], signal: AbortSignal | undefined) {
    const objects = new Map<string, GitObject>();
    const { packed, loose } = await located(oids);
    const breathe = createBreathe(signal);
    for (const [pack, entries] of packed) {
      const file = openSync(pack.path, 'r');
      try {
        const reader = createPackReader(entriesOf(file, pack.index));
        for (const { oid, offset } of entries.sort((a, b) => a.offset - b.offset)) {
          objects.set(oid, reader.readAt(offset));
          await breathe();
        }
      } finally {
        closeSync(file);
      }
    }
    for (const { oid, dir } of loose) {
      const object = readLooseObject(dir, oid);
      if (object !== undefined) objects.set(oid, object);
      await breathe();
    }
    return objects;
  }

  return {
    async readMany(ids, { signal } = {}) {
      signal?.throwIfAborted();
      const oids = [...ids];
      try {
        return await readAll(oids, signal);
      } catch (thrown) {
        // Somebody packed the repository meanwhile: what was here a moment ago is in another file now.
        if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
        await rescan();
        return readAll(oids, signal);
      }
    },
    async missing(oids) {
      return (await located([...oids])).missing;
    },
  };
}

/** Only short-lived: the caller closes the file. */
function entriesOf(file: number, { count, offsetOf, endOf }: PackIndex): PackEntries {
  const { size } = fstatSync(file);
  return {
    count,
    offsetOf,
    entryAt(offset) {
      const bytes = Buffer.allocUnsafe(Math.max(endOf(offset, size) - offset, 0));
      if (readSync(file, bytes, 0, bytes.length, offset) === bytes.length) return bytes;
      throw new CorruptObjectError('A pack is cut off.');
    },
  };
}
