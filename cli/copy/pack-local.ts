// Files of this machine as a tar, under another name where that is wanted.

import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';

type Pack = ReturnType<typeof pack>;

/** `name` stands for the file or folder itself; empty: only what is in the folder. */
export function packLocal(path: string, name: string): Readable {
  const tar = pack();
  const filling = name === '' ? addFolder(tar, path, '') : add(tar, path, name);
  filling.then(
    () => tar.finalize(),
    (error: Error) => tar.destroy(error),
  );
  return Readable.from(tar);
}

async function add(tar: Pack, path: string, name: string): Promise<void> {
  const status = await lstat(path);
  const { mode, mtime, size } = status;
  const header = { name, mode: mode & 0o7777, mtime };
  if (status.isSymbolicLink()) {
    tar.entry({ ...header, type: 'symlink', linkname: await readlink(path) });
  } else if (status.isDirectory()) {
    tar.entry({ ...header, type: 'directory' });
    await addFolder(tar, path, `${name}/`);
  } else if (status.isFile()) {
    const sink = tar.entry({ ...header, type: 'file', size }) as unknown as NodeJS.WritableStream;
    // No more of it than was announced.
    if (size > 0) await pipeline(createReadStream(path, { end: size - 1 }), sink);
    else sink.end();
  }
}

async function addFolder(tar: Pack, path: string, prefix: string): Promise<void> {
  for (const name of (await readdir(path)).sort()) await add(tar, join(path, name), prefix + name);
}
