// How one entry of a pack begins: what it is, how long it will be, and for a delta what it was made from. Pure.

import { CorruptObjectError, type ObjectType } from './git-object.ts';
import { hexOf } from './hex.ts';

interface EntryBase {
  /** Bytes of the object, or of the delta's instructions, once decompressed. */
  readonly size: number;
  /** Where the compressed data begins. */
  readonly dataAt: number;
}

export type EntryHeader = EntryBase &
  (
    | { readonly kind: 'object'; readonly type: ObjectType }
    /** Made from the entry that begins so many bytes before this one. */
    | { readonly kind: 'offset-delta'; readonly distance: number }
    | { readonly kind: 'oid-delta'; readonly base: string }
  );

const typeCodes: Readonly<Record<number, ObjectType>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };
const offsetDelta = 6;
const oidDelta = 7;

/** Reads the header that begins at `start`. Throws CorruptObjectError. */
export function parseEntryHeader(bytes: Uint8Array, start: number): EntryHeader {
  let at = start;
  const next = (): number => {
    const byte = bytes[at];
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
    const distance = backwards(next);
    return { kind: 'offset-delta', distance, size, dataAt: at };
  }
  if (code === oidDelta) return { kind: 'oid-delta', base: hexOf(bytes, at, at + 20), size, dataAt: at + 20 };
  const type = typeCodes[code];
  if (type === undefined) throw new CorruptObjectError('A pack holds an unknown type of entry.');
  return { kind: 'object', type, size, dataAt: at };
}

/** Each further digit adds one, so that no distance has two spellings. */
function backwards(next: () => number): number {
  let byte = next();
  let distance = byte & 0x7f;
  while (byte >= 0x80) {
    byte = next();
    distance = (distance + 1) * 128 + (byte & 0x7f);
  }
  return distance;
}

/** The header of a whole object, for a pack that is written. */
export function entryHeader(type: ObjectType, size: number): Uint8Array {
  const code = { commit: 1, tree: 2, blob: 3, tag: 4 }[type];
  const bytes = [(code << 4) | (size & 15)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.push((bytes.pop() ?? 0) | 0x80, rest & 0x7f);
  }
  return Uint8Array.from(bytes);
}
