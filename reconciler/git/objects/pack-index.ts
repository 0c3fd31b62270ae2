// A pack's index (version 2), read and written: where in the pack each object begins and ends.

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import { CorruptObjectError } from './git-object.ts';
import { byteAt } from './hex.ts';

const headerBytes = 8;
const fanoutBytes = 256 * 4;
const oidBytes = 20;
/** The pack's checksum and the index's own. */
export const trailerBytes = 40;

export interface PackIndex {
  readonly count: number;
  /** Where the object begins in the pack, or undefined where the pack lacks it. */
  offsetOf(oid: string): number | undefined;
  /** Where the entry that begins at `offset` ends; the pack's trailer begins where the last one ends. */
  endOf(offset: number, packBytes: number): number;
  /** All ids with their offsets. */
  entries(): Iterable<readonly [oid: string, offset: number]>;
}

export function parsePackIndex(bytes: Buffer): PackIndex {
  if (bytes.length < headerBytes + fanoutBytes + trailerBytes || bytes.readUInt32BE(0) !== 0xff744f63) {
    throw new CorruptObjectError('A pack index is not one.');
  }
  if (bytes.readUInt32BE(4) !== 2) throw new CorruptObjectError('A pack index has an unknown version.');
  const count = bytes.readUInt32BE(headerBytes + fanoutBytes - 4);
  const oidsAt = headerBytes + fanoutBytes;
  const offsetsAt = oidsAt + count * (oidBytes + 4);
  const largeAt = offsetsAt + count * 4;
  if (bytes.length < largeAt + trailerBytes) throw new CorruptObjectError('A pack index is cut off.');

  const offsetAt = (position: number): number => {
    const offset = bytes.readUInt32BE(offsetsAt + position * 4);
    if (offset < 0x80000000) return offset;
    return Number(bytes.readBigUInt64BE(largeAt + (offset - 0x80000000) * 8));
  };
  let sorted: Float64Array | undefined;

  return {
    count,
    offsetOf(oid) {
      const first = byteAt(oid, 0);
      let low = first === 0 ? 0 : bytes.readUInt32BE(headerBytes + (first - 1) * 4);
      let high = bytes.readUInt32BE(headerBytes + first * 4);
      const wanted = Buffer.from(oid, 'hex');
      while (low < high) {
        const middle = (low + high) >>> 1;
        const at = oidsAt + middle * oidBytes;
        const order = bytes.compare(wanted, 0, oidBytes, at, at + oidBytes);
        if (order === 0) return offsetAt(middle);
        if (order < 0) low = middle + 1;
        else high = middle;
      }
      return undefined;
    },
    endOf(offset, packBytes) {
      sorted ??= Float64Array.from({ length: count }, (_, position) => offsetAt(position)).sort();
      let low = 0;
      let high = count;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((sorted[middle] ?? 0) <= offset) low = middle + 1;
        else high = middle;
      }
      return sorted[low] ?? packBytes - oidBytes;
    },
    *entries() {
      for (let position = 0; position < count; position += 1) {
        const at = oidsAt + position * oidBytes;
        yield [bytes.toString('hex', at, at + oidBytes), offsetAt(position)] as const;
      }
    },
  };
}

/** The index of a pack that holds these objects (id → offset) and nothing else. */
export function writePackIndex(pack: Buffer, offsets: ReadonlyMap<string, number>): Buffer {
  const sorted = [...offsets].sort(([a], [b]) => (a < b ? -1 : 1));
  const starts = Float64Array.from(sorted, ([, offset]) => offset).sort();
  const ends = new Map(Array.from(starts, (start, at) => [start, starts[at + 1] ?? pack.length - oidBytes]));
  const index = Buffer.alloc(headerBytes + fanoutBytes + sorted.length * (oidBytes + 8) + trailerBytes);
  index.writeUInt32BE(0xff744f63, 0);
  index.writeUInt32BE(2, 4);
  const crcsAt = headerBytes + fanoutBytes + sorted.length * oidBytes;
  const offsetsAt = crcsAt + sorted.length * 4;
  for (const [position, [oid, offset]] of sorted.entries()) {
    index.write(oid, headerBytes + fanoutBytes + position * oidBytes, 'hex');
    index.writeUInt32BE(crc32(pack.subarray(offset, ends.get(offset))), crcsAt + position * 4);
    // Packs are smaller than 2 GiB here, so that none needs the table of large offsets.
    index.writeUInt32BE(offset, offsetsAt + position * 4);
  }
  for (let first = 0, position = 0; first < 256; first += 1) {
    while (position < sorted.length && byteAt(sorted[position]?.[0] ?? '', 0) <= first) position += 1;
    index.writeUInt32BE(position, headerBytes + first * 4);
  }
  pack.copy(index, index.length - trailerBytes, pack.length - oidBytes);
  const own = createHash('sha1').update(index.subarray(0, -oidBytes)).digest();
  own.copy(index, index.length - oidBytes);
  return index;
}
