// Where one remote repository's objects are kept. Made so that a kill at any moment leaves nothing that is believed:
// a pack is written aside and renamed, and a commit counts as here only when its own ref says so, written last.

import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseCommitId, type CommitId } from '../../state/model/ids.ts';
import { addPack, dropFromPacks, mergeSmallPacks } from './cache-packs.ts';
import type { IndexedPack } from './objects/pack-indexer.ts';

/** What a killed process left half written is removed after so long; and so long nothing fresh is forgotten. */
const graceMs = 60 * 60 * 1000;

export interface CompleteCommit {
  readonly commit: CommitId;
  /** Milliseconds since the epoch at which it was fetched. */
  readonly at: number;
}

export interface CacheFolder {
  readonly objectsDir: string;
  add(pack: IndexedPack): void;
  isComplete(commit: CommitId): boolean;
  markComplete(commit: CommitId): void;
  /** The commits that are complete, latest first. */
  complete(): readonly CompleteCommit[];
  /** Forgets commits fetched more than an hour ago that are not in `keep`; true where there were any. */
  forgetOthers(keep: ReadonlySet<CommitId>): boolean;
  /** Removes objects that are not in `keep`. Readers of packs that are gone look again. */
  drop(keep: ReadonlySet<string>): void;
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
      if (now() - changedAt(path) > graceMs) rmSync(path, { recursive: true, force: true });
    }
  }

  function complete(): readonly CompleteCommit[] {
    if (!existsSync(completeDir)) return [];
    return readdirSync(completeDir)
      .map(parseCommitId)
      .filter((commit) => commit !== undefined)
      .map((commit) => ({ commit, at: changedAt(join(completeDir, commit)) }))
      .sort((a, b) => b.at - a.at);
  }

  return {
    objectsDir,
    add(pack) {
      prepare();
      addPack(packDir, asideDir, pack);
      mergeSmallPacks(packDir, asideDir);
    },
    isComplete: (commit) => existsSync(join(completeDir, commit)),
    markComplete(commit) {
      const aside = join(asideDir, randomUUID());
      writeFileSync(aside, `${commit}\n`);
      renameSync(aside, join(completeDir, commit));
    },
    complete,
    forgetOthers(keep) {
      const others = complete().filter(({ commit, at }) => !keep.has(commit) && now() - at > graceMs);
      for (const { commit } of others) rmSync(join(completeDir, commit), { force: true });
      return others.length > 0;
    },
    drop(keep) {
      prepare();
      dropFromPacks(packDir, asideDir, keep);
    },
    discard() {
      // The marks first: killed between the two, nothing is believed any more.
      rmSync(completeDir, { recursive: true, force: true });
      rmSync(objectsDir, { recursive: true, force: true });
    },
  };
}

/** 0 where it is gone. */
function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Readable for people, unique by its hash. */
function folderName(canonical: string): string {
  const readable = canonical
    .replace(/^https?:\/\//, '')
    .replaceAll(/[^a-z0-9.]+/gi, '-')
    .slice(0, 60);
  return `${readable}-${createHash('sha256').update(canonical).digest('hex').slice(0, 16)}`;
}
