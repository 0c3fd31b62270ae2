// Tars made and read on the fly, as build contexts and as what is copied into and out of containers.

import { Readable } from 'node:stream';
import { extract, pack, type Header } from 'tar-stream';

export interface TarFile extends Partial<Header> {
  readonly name: string;
  readonly content?: string | Buffer;
}

export function tarOf(...files: readonly TarFile[]): Readable {
  const tar = pack();
  for (const { content, ...header } of files) {
    if (content === undefined) tar.entry(header);
    else tar.entry(header, content);
  }
  tar.finalize();
  return Readable.from(tar);
}

/** A build context with this Dockerfile. */
export function contextOf(dockerfile: string, ...files: readonly TarFile[]): Readable {
  return tarOf({ name: 'Dockerfile', content: dockerfile }, ...files);
}

export interface ReadEntry {
  readonly header: Header;
  readonly content: string;
}

export async function readTar(tar: Readable): Promise<readonly ReadEntry[]> {
  const entries: ReadEntry[] = [];
  const unpacked = extract();
  tar.pipe(unpacked);
  tar.once('error', (error) => unpacked.destroy(error));
  for await (const entry of unpacked) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    entries.push({ header: entry.header, content: Buffer.concat(chunks).toString() });
  }
  return entries;
}
