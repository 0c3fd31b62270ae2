// A tar of a session's files onto this machine. Agents wrote it: nothing of it lands elsewhere than below the folder that it
// was meant for, and links that lead out are left out.

import { createWriteStream } from 'node:fs';
import { chmod, lstat, link, mkdir, rm, symlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createEntryCheck } from '../../runtime/sessions/workspaces/archive/check-entry.ts';
import { readTar, type TarEntry } from '../../runtime/sessions/workspaces/archive/read-tar.ts';
import { RaworcError } from '../../state/model/errors.ts';

export interface UnpackTarget {
  readonly folder: string;
  /** What the first part of each name becomes; undefined: it stays; empty: it is taken off. */
  readonly name: string | undefined;
}

/** Answers the links that were left out. */
export async function unpackLocal(tar: Readable, { folder, name }: UnpackTarget): Promise<readonly string[]> {
  const check = createEntryCheck({ entries: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER });
  const left: string[] = [];
  const renamed = (path: string): string => {
    if (name === undefined) return path;
    const rest = path.split('/').slice(1);
    return (name === '' ? rest : [name, ...rest]).join('/');
  };
  await mkdir(folder, { recursive: true });
  for await (const entry of readTar(tar)) {
    try {
      const { path, type, linkname } = check(entry.header);
      const target = join(folder, renamed(path));
      await write(entry, target, type, type === 'link' ? join(folder, renamed(linkname ?? '')) : linkname);
    } catch (error) {
      const isLink = entry.header.type === 'symlink';
      if (!isLink || !(error instanceof RaworcError) || error.code !== 'ARCHIVE_FORBIDDEN') throw error;
      left.push(entry.header.name);
      await drained(entry);
    }
  }
  return left;
}

async function write(
  entry: TarEntry,
  target: string,
  type: 'file' | 'directory' | 'symlink' | 'link',
  linkname: string | undefined,
): Promise<void> {
  const { mode, mtime } = entry.header;
  await mkdir(dirname(target), { recursive: true });
  if (type === 'directory') {
    await mkdir(target, { recursive: true });
    await drained(entry);
    return;
  }
  const there = await lstat(target).catch(() => undefined);
  // Replaced, never written through.
  if (there !== undefined && !there.isDirectory()) await rm(target);
  if (type === 'file') {
    await pipeline(Readable.from(entry), createWriteStream(target, { flags: 'wx' }));
    await chmod(target, mode & 0o777);
    await utimes(target, mtime, mtime);
    return;
  }
  await drained(entry);
  if (type === 'symlink') await symlink(linkname ?? '', target);
  else await link(linkname ?? '', target);
}

async function drained(entry: TarEntry): Promise<void> {
  for await (const _ of entry) continue;
}
