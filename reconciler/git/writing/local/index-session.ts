// The index of a work tree under Git's own lock, so that nobody stages or commits anything while a commit of ours is made.
// isomorphic-git writes an index in place, which a killed process would leave cut off: it is given a copy to write to.

import * as fs from 'node:fs';
import { join } from 'node:path';
import type { FsClient } from 'isomorphic-git';

import { releaseLock, takeLock, type OwnLock } from './own-lock.ts';

export interface WorkTree {
  /** The folder that holds `.git`. */
  readonly dir: string;
  /** A folder of our own on the same file system. */
  readonly aside: string;
}

export interface IndexSession {
  /** For isomorphic-git: the copy stands where the index is. */
  readonly fs: FsClient;
  /** Puts the copy in place and ends the lock. */
  publish(): void;
}

/** Throws REPOSITORY_BUSY where Git itself is at work there. One of ours that a killed process left is taken over. */
export function openIndex(tree: WorkTree): IndexSession {
  const index = join(tree.dir, '.git', 'index');
  const copy = join(tree.aside, 'index');
  takeLock(indexLock(tree), tree.dir);
  fs.rmSync(copy, { force: true });
  if (fs.existsSync(index)) fs.copyFileSync(index, copy);
  return {
    fs: redirected(index, copy),
    publish() {
      flush(copy);
      fs.renameSync(copy, index);
      releaseIndex(tree);
    },
  };
}

/** To be called whatever became of the session. */
export function releaseIndex(tree: WorkTree): void {
  releaseLock(indexLock(tree));
}

function indexLock({ dir, aside }: WorkTree): OwnLock {
  return { path: join(dir, '.git', 'index.lock'), own: join(aside, 'index-lock') };
}

function redirected(index: string, copy: string): FsClient {
  const at = (path: fs.PathLike) => (path === index ? copy : path);
  const { promises } = fs;
  return {
    promises: {
      ...promises,
      readFile: (path: string, encoding: BufferEncoding | null = null) =>
        promises.readFile(at(path), encoding),
      writeFile: (path: string, data: Uint8Array, ...more: readonly [fs.WriteFileOptions?]) =>
        promises.writeFile(at(path), data, ...more),
      lstat: (path: string) => promises.lstat(at(path)),
      stat: (path: string) => promises.stat(at(path)),
    },
  };
}

function flush(path: string): void {
  if (!fs.existsSync(path)) fs.writeFileSync(path, '');
  const file = fs.openSync(path, 'r+');
  try {
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}
