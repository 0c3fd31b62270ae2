// Locks as Git takes them, a file beside the one that is written, which everybody respects. Ours is also linked from a
// folder of our own, so that one that a killed process left is known to be ours.

import { existsSync, linkSync, rmSync, statSync, writeFileSync } from 'node:fs';

import { repositoryBusy } from '../errors.ts';

export interface OwnLock {
  /** `…/index.lock`. */
  readonly path: string;
  /** The same file by another name, in the claim's folder. */
  readonly own: string;
}

/** Throws REPOSITORY_BUSY where it is somebody else's. One that is ours already stays as it is. */
export function takeLock(lock: OwnLock, location: string, content = ''): void {
  if (isOurs(lock)) return;
  rmSync(lock.own, { force: true });
  writeFileSync(lock.own, content, { flush: true });
  try {
    linkSync(lock.own, lock.path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') throw repositoryBusy(location, lock.path);
    throw thrown;
  }
}

export function releaseLock(lock: OwnLock): void {
  if (isOurs(lock)) rmSync(lock.path, { force: true });
}

function isOurs({ path, own }: OwnLock): boolean {
  if (!existsSync(own)) return false;
  const theirs = statSync(path, { throwIfNoEntry: false });
  return theirs !== undefined && theirs.ino === statSync(own).ino;
}
