// Compresses one object for a pack that is written.

import { deflateSync } from 'node:zlib';

import type { GitObject } from './git-object.ts';
import { entryHeader } from './pack-entry.ts';

/** The parts of an entry that holds the object itself, not a delta. */
export function wholeEntry({ type, bytes }: GitObject): readonly Uint8Array[] {
  return [entryHeader(type, bytes.length), deflateSync(bytes)];
}
