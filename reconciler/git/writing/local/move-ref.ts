// Moves or removes a branch of a repository on this machine as Git does: under its lock, from where it is expected.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { CommitId } from '../../../../state/model/ids.ts';
import { branchMoved, pushRefused } from '../errors.ts';
import { releaseLock, takeLock, type OwnLock } from './own-lock.ts';

export interface RefMove {
  readonly location: string;
  /** Where refs are. */
  readonly gitDir: string;
  /** A folder of our own on the same file system. */
  readonly aside: string;
  /** Full: `refs/heads/main`. */
  readonly ref: string;
  readonly from: CommitId | undefined;
  /** Undefined: the branch is removed. */
  readonly to: CommitId | undefined;
  /** What the ref is now. */
  readonly read: () => Promise<CommitId | undefined>;
  readonly locked?: () => void | Promise<void>;
}

/** Throws BRANCH_MOVED, and REPOSITORY_BUSY where Git itself is at that ref. */
export async function moveRef(move: RefMove): Promise<void> {
  const { location, gitDir, ref, from, to } = move;
  const path = join(gitDir, ref);
  const lock = refLock(move);
  makeFolder(move);
  takeLock(lock, location, to === undefined ? '' : `${to}\n`);
  await move.locked?.();
  if ((await move.read()) !== from) throw branchMoved(location, branchOf(ref));
  if (to === undefined) {
    removePacked(move);
    rmSync(path, { force: true });
    rmSync(join(gitDir, 'logs', ref), { force: true });
    releaseLock(lock);
  } else renameSync(lock.path, path);
}

type Place = Pick<RefMove, 'gitDir' | 'aside' | 'ref'>;

/** To be called whatever became of the move. */
export function releaseRefLocks(place: Place): void {
  releaseLock(refLock(place));
  releaseLock(packedLock(place));
}

function refLock({ gitDir, aside, ref }: Place): OwnLock {
  return { path: join(gitDir, `${ref}.lock`), own: join(aside, 'ref') };
}

function packedLock({ gitDir, aside }: Place): OwnLock {
  return { path: join(gitDir, 'packed-refs.lock'), own: join(aside, 'packed') };
}

/** A branch `a` stands in the way of a branch `a/b`, and the other way round. */
function makeFolder({ gitDir, ref, location }: RefMove): void {
  try {
    mkdirSync(dirname(join(gitDir, ref)), { recursive: true });
  } catch (thrown) {
    if (!/EEXIST|ENOTDIR/.test(String((thrown as NodeJS.ErrnoException).code))) throw thrown;
    throw pushRefused(location, branchOf(ref), 'another branch has a part of its name');
  }
}

/** Before the branch's own file: a line that stays would bring it back. */
function removePacked(move: RefMove): void {
  const packed = join(move.gitDir, 'packed-refs');
  const lock = packedLock(move);
  if (!existsSync(packed)) return;
  takeLock(lock, move.location);
  const isOther = (line: string) => !line.endsWith(` ${move.ref}`);
  writeFileSync(lock.path, readFileSync(packed, 'utf8').split('\n').filter(isOther).join('\n'), {
    flush: true,
  });
  renameSync(lock.path, packed);
}

function branchOf(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}
