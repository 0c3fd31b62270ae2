// The tar that a build is given: its Dockerfile and whatever that copies.

import { Readable } from 'node:stream';
import { pack } from 'tar-stream';

import type { SourceFile } from './images.ts';

/** Every build of the same files gets the same tar, whenever it is made: the engine's cache compares it. */
const AT = new Date(0);

export function contextTar(files: AsyncIterable<SourceFile> | Iterable<SourceFile>): Readable {
  const tar = pack();
  const write = async (): Promise<void> => {
    for await (const { path, type, bytes } of files) {
      const header = { name: path, mtime: AT, mode: type === 'file' ? 0o644 : 0o755 };
      await new Promise<void>((resolve, reject) => {
        const done = (error?: Error | null) => (error ? reject(error) : resolve());
        if (type === 'symlink') {
          tar.entry({ ...header, type: 'symlink', linkname: Buffer.from(bytes).toString() }, done);
        } else tar.entry(header, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), done);
      });
    }
    tar.finalize();
  };
  write().catch((error: unknown) => tar.destroy(error as Error));
  return Readable.from(tar);
}

export const textFile = (path: string, text: string): SourceFile => ({
  path,
  type: 'file',
  bytes: Buffer.from(text),
});
