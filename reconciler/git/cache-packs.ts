// The pack files of one cache: added whole, merged before they are many, and rid of what nobody needs. Other threads and
// processes may do the same at the same time: each removes only what it has written anew.

import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

/** Removes objects that are not in `keep`, pack by pack, where that frees at least half of the pack's objects. */
export function dropFromPacks(packDir: string, asideDir: string, keep: ReadonlySet<string>): void {
  for (const { path } of packsIn(packDir)) {
    const files = readPack(path);
    if (files === undefined) continue;
    const kept = [...parsePackIndex(files.index).entries()].filter(([oid]) => keep.has(oid)).length;
    if (kept > parsePackIndex(files.index).count / 2) continue;
    if (kept > 0) addPack(packDir, asideDir, mergePacks([files], keep));
    removePack(path);
  }
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

function packsIn(packDir: string): readonly { readonly path: string; readonly size: number }[] {
  return readdirSync(packDir)
    .filter((name) => name.endsWith('.idx'))
    .map((name) => join(packDir, name.slice(0, -'.idx'.length)))
    .map((path) => ({ path, size: statSync(`${path}.pack`, { throwIfNoEntry: false })?.size ?? 0 }));
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
