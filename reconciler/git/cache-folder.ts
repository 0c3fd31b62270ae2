// Where one remote repository's objects are kept. Made so that a kill at any moment leaves nothing that is believed:
// a pack is written aside and renamed, and a commit counts as here only when its own ref says so, written last.

import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { mergePacks, type PackFiles } from './objects/merge-packs.ts';
import type { IndexedPack } from './objects/pack-indexer.ts';
import { parseCommitId, type CommitId } from '../../state/model/ids.ts';

/** What a killed process left half written is removed after so long. */
const leftoverMs = 60 * 60 * 1000;
/** More packs than these are merged into one. */
const packLimit = 24;
/** Larger packs stay as they are: merging is done in memory. */
const mergedBytes = 32 * 1024 * 1024;

export interface CacheFolder {
  readonly objectsDir: string;
  add(pack: IndexedPack): void;
  isComplete(commit: CommitId): boolean;
  markComplete(commit: CommitId): void;
  /** The commits that are complete, latest first. */
  complete(limit: number): readonly CommitId[];
  /** Keeps the number of packs small. Readers of what it removes look again. */
  tidy(): void;
  /** Throws everything away; the next fetch starts anew. */
  discard(): void;
}

/** Does nothing until something is added; the folder may be shared with other threads and processes. */
export function createCacheFolder(cacheDir: string, canonical: string, now: () => number): CacheFolder {
  const dir = join(cacheDir, folderName(canonical));
  const objectsDir = join(dir, 'objects');
  const packDir = join(objectsDir, 'pack');
  const completeDir = join(dir, 'refs', 'complete');
  const asideDir = join(dir, 'aside');

  function prepare(): void {
    for (const path of [packDir, completeDir, asideDir]) mkdirSync(path, { recursive: true });
    // With these two a person can look into it with `git --git-dir`.
    writeFileSync(join(dir, 'HEAD'), 'ref: refs/heads/none\n');
    writeFileSync(join(dir, 'description'), `${canonical}\n`);
    for (const name of readdirSync(asideDir)) {
      const path = join(asideDir, name);
      const age = now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (age > leftoverMs) rmSync(path, { recursive: true, force: true });
    }
  }

  function add({ pack, index, checksum }: IndexedPack): void {
    prepare();
    const aside = join(asideDir, randomUUID());
    mkdirSync(aside);
    try {
      writeFileSync(join(aside, 'new.pack'), pack);
      writeFileSync(join(aside, 'new.idx'), index);
      const target = join(packDir, `pack-${checksum}`);
      // A pack without an index is not looked at, so the index comes second.
      renameSync(join(aside, 'new.pack'), `${target}.pack`);
      renameSync(join(aside, 'new.idx'), `${target}.idx`);
    } finally {
      rmSync(aside, { recursive: true, force: true });
    }
  }

  return {
    objectsDir,
    add,
    tidy() {
      const small = smallPacks(packDir);
      if (small.length <= packLimit) return;
      const files = readPacks(small);
      if (files === undefined) return;
      add(mergePacks(files));
      for (const path of small) {
        rmSync(`${path}.idx`, { force: true });
        rmSync(`${path}.pack`, { force: true });
      }
    },
    isComplete: (commit) => existsSync(join(completeDir, commit)),
    markComplete(commit) {
      const aside = join(asideDir, randomUUID());
      writeFileSync(aside, `${commit}\n`);
      renameSync(aside, join(completeDir, commit));
    },
    complete(limit) {
      if (!existsSync(completeDir)) return [];
      return readdirSync(completeDir)
        .map(parseCommitId)
        .filter((commit) => commit !== undefined)
        .map((commit) => ({
          commit,
          at: statSync(join(completeDir, commit), { throwIfNoEntry: false })?.mtimeMs ?? 0,
        }))
        .sort((a, b) => b.at - a.at)
        .slice(0, limit)
        .map(({ commit }) => commit);
    },
    discard() {
      if (!existsSync(dir)) return;
      const gone = `${dir}.${randomUUID()}`;
      renameSync(dir, gone);
      rmSync(gone, { recursive: true, force: true });
    },
  };
}

/**
 * Paths, without their endings, of the packs that are smaller than all smaller ones together: merging only these costs
 * little each time, and each object is copied but a few times in its life.
 */
function smallPacks(packDir: string): readonly string[] {
  const packs = readdirSync(packDir)
    .filter((name) => name.endsWith('.idx'))
    .map((name) => join(packDir, name.slice(0, -'.idx'.length)))
    .map((path) => ({ path, size: statSync(`${path}.pack`, { throwIfNoEntry: false })?.size ?? 0 }))
    .sort((a, b) => a.size - b.size);
  let sum = 0;
  const large = packs.findIndex(({ size }, at) => {
    const isLarge = size > mergedBytes || (at >= packLimit / 2 && size > sum);
    sum += size;
    return isLarge;
  });
  return (large === -1 ? packs : packs.slice(0, large)).map(({ path }) => path);
}

/** Undefined where another process was quicker to merge them. */
function readPacks(paths: readonly string[]): readonly PackFiles[] | undefined {
  try {
    return paths.map((path) => ({ pack: readFileSync(`${path}.pack`), index: readFileSync(`${path}.idx`) }));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  }
}

/** Readable for people, unique by its hash. */
function folderName(canonical: string): string {
  const readable = canonical
    .replace(/^https?:\/\//, '')
    .replaceAll(/[^a-z0-9.]+/gi, '-')
    .slice(0, 60);
  return `${readable}-${createHash('sha256').update(canonical).digest('hex').slice(0, 16)}`;
}
