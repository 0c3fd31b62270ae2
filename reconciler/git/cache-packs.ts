// The pack files of one cache: added whole, merged before they are many, and rid of what nobody needs. Other threads and
// processes may do the same at the same time: each removes only what it has written anew.

import { randomUUID } from 'node:crypto';
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
import { parsePackIndex } from './objects/pack-index.ts';
import type { IndexedPack } from './objects/pack-indexer.ts';

/** More packs than these are merged into one. */
const packLimit = 24;
/** Larger packs stay as they are: merging is done in memory. */
const mergedBytes = 32 * 1024 * 1024;

/** Both folders are on one disk, so that a pack appears by being renamed. */
export function addPack(packDir: string, asideDir: string, { pack, index, checksum }: IndexedPack): void {
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

/** Merges the small packs where there are many. */
export function mergeSmallPacks(packDir: string, asideDir: string): void {
  const small = smallPacks(packDir);
  if (small.length <= packLimit) return;
  const files = small.map(readPack);
  // One is gone where another process was quicker to merge them.
  if (!files.every((pair) => pair !== undefined)) return;
  addPack(packDir, asideDir, mergePacks(files));
  for (const path of small) removePack(path);
}

export interface DropOptions {
  readonly keep: ReadonlySet<string>;
  /** Younger packs stay: a transfer that has not ended may stand on them. Milliseconds since the epoch. */
  readonly before: number;
  readonly dryRun: boolean;
}

/**
 * Removes objects that are not in `keep`, pack by pack, where that frees at least half of the pack's objects. Answers about how
 * many bytes become free.
 */
export function dropFromPacks(packDir: string, asideDir: string, options: DropOptions): number {
  let bytes = 0;
  for (const { path, size, at } of packsIn(packDir)) {
    const files = at > options.before ? undefined : readPack(path);
    if (files === undefined) continue;
    const index = parsePackIndex(files.index);
    const kept = [...index.entries()].filter(([oid]) => options.keep.has(oid)).length;
    if (kept > index.count / 2) continue;
    bytes += Math.round(size * (1 - kept / Math.max(index.count, 1)));
    if (options.dryRun) continue;
    if (kept > 0) addPack(packDir, asideDir, mergePacks([files], options.keep));
    removePack(path);
  }
  return bytes;
}

/**
 * Paths, without their endings, of the packs that are smaller than all smaller ones together: merging only these costs
 * little each time, and each object is copied but a few times in its life.
 */
function smallPacks(packDir: string): readonly string[] {
  const packs = packsIn(packDir).toSorted((a, b) => a.size - b.size);
  let sum = 0;
  const large = packs.findIndex(({ size }, at) => {
    const isLarge = size > mergedBytes || (at >= packLimit / 2 && size > sum);
    sum += size;
    return isLarge;
  });
  return (large === -1 ? packs : packs.slice(0, large)).map(({ path }) => path);
}

interface Pack {
  /** Without its ending. */
  readonly path: string;
  readonly size: number;
  /** When it was written. */
  readonly at: number;
}

function packsIn(packDir: string): readonly Pack[] {
  if (!existsSync(packDir)) return [];
  return readdirSync(packDir)
    .filter((name) => name.endsWith('.idx'))
    .map((name) => join(packDir, name.slice(0, -'.idx'.length)))
    .map((path) => {
      const found = statSync(`${path}.pack`, { throwIfNoEntry: false });
      return { path, size: found?.size ?? 0, at: found?.mtimeMs ?? 0 };
    });
}

function readPack(path: string): PackFiles | undefined {
  try {
    return { pack: readFileSync(`${path}.pack`), index: readFileSync(`${path}.idx`) };
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  }
}

function removePack(path: string): void {
  rmSync(`${path}.idx`, { force: true });
  rmSync(`${path}.pack`, { force: true });
}
