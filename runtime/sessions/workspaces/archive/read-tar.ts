// The entries of a tar that comes as a stream, compressed or not, and only if it comes to its end.

import { pipeline, Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { messageOf, RaworcError } from '../../../../state/model/errors.ts';
import { archiveBroken, archiveTruncated } from '../errors.ts';

export interface TarEntry extends AsyncIterable<Buffer> {
  readonly header: Header;
}

const BLOCK = 512;

/** Each entry has to be read to its end before the next is asked for. Throws `ARCHIVE_BROKEN`, `ARCHIVE_TRUNCATED`. */
export async function* readTar(source: Readable): AsyncGenerator<TarEntry> {
  const entries = extract();
  try {
    const plain = await unzipped(source);
    pipeline(plain, requireEnd(), entries as unknown as NodeJS.WritableStream, () => undefined);
    for await (const entry of entries as unknown as AsyncIterable<TarEntry>) yield named(entry);
  } catch (thrown) {
    throw asArchiveError(thrown);
  } finally {
    entries.destroy();
    source.destroy();
  }
}

/** What breaks in the middle of an entry is told to whoever reads the entry. */
function named(entry: TarEntry): TarEntry {
  return {
    header: entry.header,
    async *[Symbol.asyncIterator]() {
      try {
        yield* entry;
      } catch (thrown) {
        throw asArchiveError(thrown);
      }
    },
  };
}

const asArchiveError = (thrown: unknown): RaworcError =>
  thrown instanceof RaworcError ? thrown : archiveBroken(withoutDot(messageOf(thrown)));

const withoutDot = (sentence: string): string => sentence.replace(/\.$/u, '');

/** Whether it is compressed shows in its first bytes, whatever it is called. */
async function unzipped(source: Readable): Promise<Readable> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let first = Buffer.alloc(0);
  while (first.length < 2) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    first = Buffer.concat([first, value]);
  }
  const whole = Readable.from(startingWith(first, chunks));
  if (first[0] !== 0x1f || first[1] !== 0x8b) return whole;
  return pipeline(whole, createGunzip(), () => undefined);
}

async function* startingWith(first: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
}

/** A tar ends with blocks of zeros; one that was cut off mostly does not. */
function requireEnd(): Transform {
  let tail = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      tail = Buffer.concat([tail, chunk.subarray(-BLOCK)]).subarray(-BLOCK);
      done(null, chunk);
    },
    flush(done) {
      const isWhole = tail.length === BLOCK && tail.every((byte) => byte === 0);
      done(isWhole ? null : archiveTruncated());
    },
  });
}
