// Decodes a pack's entries. Many at a time, in the order of the file, so that 10,000 small blobs take milliseconds.

import { readSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

import { applyDelta } from './delta.ts';
import { CorruptObjectError, type GitObject, type ObjectType } from './git-object.ts';
import { hexOf } from './hex.ts';
import type { PackIndex } from './pack-index.ts';

const types: Readonly<Record<number, ObjectType>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };
const offsetDelta = 6;
const oidDelta = 7;
/** Bases are kept while entries are decoded, up to so many bytes. */
const basesBytes = 64 * 1024 * 1024;

export interface PackReader {
  /** The object whose entry begins at `offset`. Throws CorruptObjectError. */
  readAt(offset: number): GitObject;
}

/** Reads from an open file; its caller closes it. Short-lived: what it keeps to decode deltas is bounded, not fresh. */
export function createPackReader(file: number, fileBytes: number, index: PackIndex): PackReader {
  const decoded = new Map<number, GitObject>();
  let decodedBytes = 0;

  function remember(offset: number, object: GitObject): GitObject {
    decodedBytes += object.bytes.length;
    if (decodedBytes > basesBytes) {
      decoded.clear();
      decodedBytes = object.bytes.length;
    }
    decoded.set(offset, object);
    return object;
  }

  function readAt(offset: number): GitObject {
    // Delta chains are followed in a loop: a hostile one could be long enough to exhaust the stack.
    const deltas: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
    let at = offset;
    let object = decoded.get(at);
    while (object === undefined) {
      const entry = readEntry(at);
      if (entry.base === undefined) {
        object = remember(at, { type: entry.type, bytes: entry.bytes });
        break;
      }
      deltas.push({ offset: at, bytes: entry.bytes });
      if (deltas.length > index.count) throw new CorruptObjectError('A chain of deltas never ends.');
      at = entry.base;
      object = decoded.get(at);
    }
    for (const delta of deltas.toReversed()) {
      object = remember(delta.offset, { type: object.type, bytes: applyDelta(object.bytes, delta.bytes) });
    }
    return object;
  }

  type Entry =
    | { readonly base: undefined; readonly type: ObjectType; readonly bytes: Uint8Array }
    | { readonly base: number; readonly bytes: Uint8Array };

  function readEntry(offset: number): Entry {
    const raw = Buffer.allocUnsafe(index.endOf(offset, fileBytes) - offset);
    if (readSync(file, raw, 0, raw.length, offset) !== raw.length) {
      throw new CorruptObjectError('A pack is cut off.');
    }
    let at = 0;
    const next = (): number => {
      const byte = raw[at];
      if (byte === undefined) throw new CorruptObjectError('An entry of a pack is cut off.');
      at += 1;
      return byte;
    };
    let byte = next();
    const code = (byte >> 4) & 7;
    let size = byte & 15;
    for (let factor = 16; byte >= 0x80; factor *= 128) {
      byte = next();
      size += (byte & 0x7f) * factor;
    }
    if (code === offsetDelta) {
      const base = offset - backwards(next);
      return { base, bytes: inflate(raw.subarray(at), size) };
    }
    if (code === oidDelta) {
      const base = index.offsetOf(hexOf(raw, at, at + 20));
      if (base === undefined) throw new CorruptObjectError('A delta has its base in another pack.');
      return { base, bytes: inflate(raw.subarray(at + 20), size) };
    }
    const type = types[code];
    if (type === undefined) throw new CorruptObjectError('A pack holds an unknown type of entry.');
    return { base: undefined, type, bytes: inflate(raw.subarray(at), size) };
  }

  return { readAt };
}

/** How far before the delta its base begins: each further digit adds one, so that no distance has two spellings. */
function backwards(next: () => number): number {
  let byte = next();
  let distance = byte & 0x7f;
  while (byte >= 0x80) {
    byte = next();
    distance = (distance + 1) * 128 + (byte & 0x7f);
  }
  return distance;
}

export function inflate(bytes: Uint8Array, size: number): Uint8Array {
  try {
    const inflated = inflateSync(bytes, {
      maxOutputLength: Math.max(size, 1),
      chunkSize: Math.max(64, size + 1),
    });
    if (inflated.length === size) return inflated;
  } catch (thrown) {
    throw new CorruptObjectError('An object can not be decompressed.', { cause: thrown });
  }
  throw new CorruptObjectError('An object has not the size that it says.');
}
