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
  utimesSync,
  writeFileSync,
} from 'node:fs';
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
  /** Somebody wants it again: it counts as fetched now. */
  touch(commit: CommitId): void;
  /** Commits fetched more than an hour ago that are not in `keep`. */
  others(keep: ReadonlySet<CommitId>): readonly CommitId[];
  /** They don't count as here any more. What they hold stays until {@link drop}, also by another process. */
  forget(commits: readonly CommitId[]): void;
  /** Commits were forgotten, and what they held has not been dropped. */
  isHalfDropped(): boolean;
  /** Removes objects that are not in `keep`; answers about how many bytes. Readers of packs that are gone look again. */
  drop(keep: ReadonlySet<string>, options: { readonly dryRun: boolean }): number;
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
  const forgottenFile = join(dir, 'forgotten');

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
    touch(commit) {
      const path = join(completeDir, commit);
      if (now() - changedAt(path) < graceMs / 2) return;
      try {
        utimesSync(path, now() / 1000, now() / 1000);
      } catch (thrown) {
        // Let go of in this moment: whoever reads it is told to fetch it again.
        if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
      }
    },
    others: (keep) =>
      complete()
        .filter(({ commit, at }) => !keep.has(commit) && now() - at > graceMs)
        .map(({ commit }) => commit),
    forget(commits) {
      prepare();
      writeFileSync(forgottenFile, '');
      for (const commit of commits) rmSync(join(completeDir, commit), { force: true });
    },
    isHalfDropped: () => existsSync(forgottenFile),
    drop(keep, { dryRun }) {
      const bytes = dropFromPacks(packDir, asideDir, { keep, before: now() - graceMs, dryRun });
      if (!dryRun) rmSync(forgottenFile, { force: true });
      return bytes;
    },
    discard() {
      // The marks first: killed between the two, nothing is believed any more.
      rmSync(completeDir, { recursive: true, force: true });
      rmSync(objectsDir, { recursive: true, force: true });
    },
  };
}

/** Whose caches are in the folder, as each says of itself. */
export function cachedLocations(cacheDir: string): readonly string[] {
  if (!existsSync(cacheDir)) return [];
  return readdirSync(cacheDir)
    .flatMap((name) => {
      const path = join(cacheDir, name, 'description');
      return existsSync(path) ? [readFileSync(path, 'utf8').trim()] : [];
    })
    .filter((location) => location !== '')
    .toSorted();
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
