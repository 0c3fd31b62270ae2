// Decompresses one object whose size is known beforehand, so that a hostile one can't grow beyond what it says.

import { inflateSync, type Zlib } from 'node:zlib';

import { CorruptObjectError, refuseHuge } from './git-object.ts';

export interface Inflated {
  readonly bytes: Buffer;
  /** How many bytes of the input it took; what follows them is not looked at. */
  readonly consumed: number;
}

/** Small buffers for small objects: there are many of them. */
const largestChunk = 1024 * 1024;

export function inflate(compressed: Uint8Array, size: number): Inflated {
  refuseHuge(size);
  try {
    // The typings don't know what `info` does to the result.
    const result = inflateSync(compressed, {
      info: true,
      maxOutputLength: Math.max(size, 1),
      chunkSize: Math.max(64, Math.min(size + 1, largestChunk)),
    }) as unknown as { readonly buffer: Buffer; readonly engine: Zlib };
    if (result.buffer.length === size) return { bytes: result.buffer, consumed: result.engine.bytesWritten };
  } catch (thrown) {
    throw new CorruptObjectError('An object can not be decompressed.', { cause: thrown });
  }
  throw new CorruptObjectError('An object has not the size that it says.');
}
