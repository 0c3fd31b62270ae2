// A branch that is checked out: whether everything there is committed, and files and index brought to a new commit.

import * as fs from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { listFiles, remove, statusMatrix, updateIndex } from 'isomorphic-git';

import type { CommitId } from '../../../../state/model/ids.ts';
import { GitError } from '../../errors.ts';
import { objectId } from '../../objects/pack-scan.ts';
import type { TreeEntry } from '../../repositories.ts';
import { workTreeDirty } from '../errors.ts';
import type { IndexSession, WorkTree } from './index-session.ts';

/** What Git leaves in its folder while something is half done. */
const halfDone = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply'];

/**
 * Throws WORK_TREE_DIRTY where a file that Git knows differs from the last commit, or one that it does not know stands
 * where the commit would write.
 */
export async function requireClean(
  { dir }: WorkTree,
  session: IndexSession,
  head: CommitId | undefined,
  paths: readonly string[],
): Promise<void> {
  const unfinished = halfDone.filter((name) => fs.existsSync(join(dir, '.git', name)));
  if (unfinished.length > 0) throw workTreeDirty(dir, unfinished);
  const known = await status(dir, session, head);
  const dirty = known.filter(({ clean }) => !clean).map(({ path }) => path);
  const tracked = new Set(known.map(({ path }) => path));
  const inTheWay = paths.filter((path) => !tracked.has(path) && exists(join(dir, path)));
  if (dirty.length + inTheWay.length > 0) throw workTreeDirty(dir, [...dirty, ...inTheWay]);
  for (const path of paths) requireInside(dir, path);
}

/** Everything that Git knows there. */
async function status(
  dir: string,
  { fs }: IndexSession,
  head: CommitId | undefined,
): Promise<readonly { readonly path: string; readonly clean: boolean }[]> {
  try {
    // Before the first commit there is nothing to compare with: what was added is not committed.
    if (head === undefined) return (await listFiles({ fs, dir })).map((path) => ({ path, clean: false }));
    const rows = await statusMatrix({ fs, dir, ref: head });
    return rows.flatMap(([path, inHead, inWorkTree, inIndex]) =>
      inHead === 0 && inIndex === 0
        ? []
        : [{ path, clean: inHead === 1 && inWorkTree === 1 && inIndex === 1 }],
    );
  } catch (cause) {
    throw new GitError('REPOSITORY_UNSUPPORTED', `The work tree at ${dir} can not be looked at.`, {
      hint: 'Give Raworc a bare repository, or clone it again with the default settings of Git.',
      details: { location: dir },
      cause,
    });
  }
}

export interface WorkTreeChange {
  readonly path: string;
  /** Undefined: the commit does not have it. */
  readonly entry: TreeEntry | undefined;
  readonly content: Uint8Array | undefined;
  /** What was found there when the commit was begun. */
  readonly found: FileId;
}

/**
 * Doing it again, or going on where it was cut off, comes to the same. A file that somebody has changed since is left to
 * them.
 */
export async function bringFiles(
  { dir, aside }: WorkTree,
  changes: readonly WorkTreeChange[],
  wrote: () => void | Promise<void>,
): Promise<void> {
  for (const { path, entry, content, found } of changes) {
    requireInside(dir, path);
    const target = join(dir, path);
    if (fileId(target) !== found) continue;
    if (content === undefined) removeWithEmptyFolders(dir, path);
    else {
      const temporary = join(aside, 'file');
      fs.writeFileSync(temporary, content, { mode: entry?.type === 'executable' ? 0o777 : 0o666 });
      fs.mkdirSync(dirname(target), { recursive: true });
      fs.renameSync(temporary, target);
    }
    await wrote();
  }
}

/** The index takes these paths as the commit has them; without stats, which Git fills in, where the file differs. */
export async function bringIndex(
  { dir }: WorkTree,
  { fs }: IndexSession,
  changes: readonly WorkTreeChange[],
): Promise<void> {
  const cache = {};
  for (const { path, entry } of changes) {
    if (entry === undefined) await remove({ fs, dir, filepath: path, cache });
    else {
      const isAsCommitted = fileId(join(dir, path)) === entry.oid;
      const mode = entry.type === 'executable' ? 0o100755 : 0o100644;
      const given = isAsCommitted ? {} : { oid: entry.oid, mode };
      await updateIndex({ fs, dir, filepath: path, add: true, cache, ...given });
    }
  }
}

/** Its content's id; null where nothing is there. */
export type FileId = string | null;

export function fileId(path: string): FileId {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (stat.isSymbolicLink()) return `-> ${fs.readlinkSync(path)}`;
  return stat.isFile() ? objectId({ type: 'blob', bytes: fs.readFileSync(path) }) : 'other';
}

/** A folder on the way may have been replaced by a link to somewhere else. */
function requireInside(dir: string, path: string): void {
  const root = fs.realpathSync(dir);
  let above = dirname(join(dir, path));
  while (!fs.existsSync(above)) above = dirname(above);
  const real = fs.realpathSync(above);
  if (real !== root && !real.startsWith(root + sep)) throw workTreeDirty(dir, [dirname(path)]);
}

function removeWithEmptyFolders(dir: string, path: string): void {
  fs.rmSync(join(dir, path), { force: true });
  for (let above = dirname(path); above !== '.'; above = dirname(above)) {
    try {
      fs.rmdirSync(join(dir, above));
    } catch {
      return;
    }
  }
}

function exists(path: string): boolean {
  return fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
