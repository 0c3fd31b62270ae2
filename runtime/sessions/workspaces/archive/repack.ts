// Entries that were checked, as a tar for the program that unpacks them.

import { Readable, type Writable } from 'node:stream';
import { pack } from 'tar-stream';
import type { CheckedEntry } from './check-entry.ts';
import type { TarEntry } from './read-tar.ts';

type NewHeader = Parameters<ReturnType<typeof pack>['entry']>[0];

export interface Repacked {
  readonly tar: Readable;
  /** Resolves once it was taken; throws when whoever reads the tar is gone. */
  add(entry: TarEntry, checked: CheckedEntry): Promise<void>;
  end(): void;
  fail(error: Error): void;
}

/** The library takes a mode of 0 for none; a bit above those that it writes makes it one. */
const MODE_GIVEN = 0o10000;

export function createRepacked(): Repacked {
  const packed = pack();
  const tar = Readable.from(packed as AsyncIterable<Buffer>);
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => undefined);
  tar.once('close', () => gone.reject(new Error('Nobody reads the tar any more.')));
  // Whoever reads it is told too.
  packed.on('error', () => undefined);

  const headerOf = (entry: TarEntry, { path, type, linkname }: CheckedEntry): NewHeader => ({
    name: path,
    type,
    size: type === 'file' ? entry.header.size : 0,
    mode: entry.header.mode | MODE_GIVEN,
    mtime: entry.header.mtime,
    ...(linkname === undefined ? {} : { linkname }),
  });

  return {
    tar,
    async add(entry, checked) {
      const written = Promise.withResolvers<void>();
      // The entry itself may break off first.
      written.promise.catch(() => undefined);
      const sink = packed.entry(headerOf(entry, checked), (error) =>
        error ? written.reject(error) : written.resolve(),
      ) as unknown as Writable;
      sink.on('error', () => undefined);
      for await (const chunk of entry) {
        if (sink.write(chunk)) continue;
        const drained = new Promise<void>((resolve) => void sink.once('drain', resolve));
        await Promise.race([drained, gone.promise]);
      }
      sink.end();
      await Promise.race([written.promise, gone.promise]);
    },
    end: () => packed.finalize(),
    fail: (error) => packed.destroy(error),
  };
}
