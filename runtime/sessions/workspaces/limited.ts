// A stream that ends with an error where it holds more than it may.

import { pipeline, Transform, type Readable } from 'node:stream';
import { archiveTooLarge } from './errors.ts';

export function limited(source: Readable, most: number): Readable {
  let bytes = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > most) done(archiveTooLarge('bytes', most));
      else done(null, chunk);
    },
  });
  return pipeline(source, counting, () => undefined);
}
