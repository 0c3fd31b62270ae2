// The files of a volume that is only imagined, and tars into and out of them.

import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { extract, pack } from 'tar-stream';

export interface MemoryFile {
  readonly type: 'file' | 'directory';
  readonly content: Buffer;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** By path inside the volume, without a slash at either end; the root itself is `''` and not among them. */
export type MemoryFiles = Map<string, MemoryFile>;

const clean = (path: string): string => posix.normalize(`/${path}`).replace(/^\/|\/$/g, '');

/** Puts what the tar holds below `folder`. Links and devices are left out. */
export async function unpackInto(files: MemoryFiles, folder: string, tar: Readable): Promise<void> {
  for (const [path, file] of await readTar(tar)) files.set(clean(`${folder}/${path}`), file);
}

export async function readTar(tar: Readable): Promise<MemoryFiles> {
  const files: MemoryFiles = new Map();
  const entries = extract();
  tar.once('error', (error) => entries.destroy(error));
  tar.pipe(entries);
  for await (const entry of entries) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    const { name, type, uid, gid, mode } = entry.header;
    if (type !== 'file' && type !== 'directory') continue;
    files.set(clean(name), { type, uid, gid, mode, content: Buffer.concat(chunks) });
  }
  return files;
}

/** A tar of `path`, its entries named after the path's last part; undefined where nothing is there. */
export function packFrom(files: MemoryFiles, path: string): Readable | undefined {
  const root = clean(path);
  const chosen = [...files].filter(([name]) => root === '' || name === root || name.startsWith(`${root}/`));
  if (chosen.length === 0 && root !== '') return undefined;
  const strip = root.includes('/') ? root.lastIndexOf('/') + 1 : 0;
  const tar = pack();
  if (root === '') tar.entry({ name: './', type: 'directory' });
  for (const [name, { content, ...header }] of chosen)
    tar.entry({ name: name.slice(strip), ...header }, content);
  tar.finalize();
  return Readable.from(tar);
}
