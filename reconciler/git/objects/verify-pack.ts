// Compares a pack and its index with their checksums, for files that a killed process may have left half written.

import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fstatSync, openSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import { CorruptObjectError } from './git-object.ts';
import { trailerBytes } from './pack-index.ts';

/** The index names the checksum of its pack. Throws CorruptObjectError. */
export async function verifyPack(path: string, indexBytes: Buffer): Promise<void> {
  const expected = indexBytes.subarray(-trailerBytes, -20);
  const ownHash = createHash('sha1').update(indexBytes.subarray(0, -20)).digest();
  if (!ownHash.equals(indexBytes.subarray(-20)))
    throw new CorruptObjectError(`The index of ${path} is damaged.`);
  const hash = createHash('sha1');
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    await pipeline(
      createReadStream('', { fd: file, start: 0, end: Math.max(size - 21, 0), autoClose: false }),
      hash,
    );
  } finally {
    closeSync(file);
  }
  if (!hash.digest().equals(expected)) throw new CorruptObjectError(`The pack ${path} is damaged.`);
}
