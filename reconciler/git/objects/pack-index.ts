// Reads a pack's index (version 2): where in the pack each object begins and ends.

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
  };
}
