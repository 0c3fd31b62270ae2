// Goes once through a pack that just arrived: where each entry begins, and what those are that are no deltas.

import { createHash } from 'node:crypto';

import { CorruptObjectError, type GitObject } from './git-object.ts';
import { inflate } from './inflate.ts';
import { parseEntryHeader } from './pack-entry.ts';
import type { Breathe } from './stretches.ts';

export interface ScannedDelta {
  readonly offset: number;
  /** Present where the base is named by its id: it may be outside of the pack. */
  readonly base?: string;
}

export interface PackScan {
  readonly count: number;
  /** Of whole objects: id → offset. */
  readonly offsets: Map<string, number>;
  readonly deltas: readonly ScannedDelta[];
  /** Where the last entry ends and the checksum begins. */
  readonly end: number;
}

export const packHeaderBytes = 12;
export const checksumBytes = 20;

/** Throws CorruptObjectError where the pack is not one. */
export async function scanPack(pack: Buffer, breathe: Breathe): Promise<PackScan> {
  if (pack.toString('latin1', 0, 4) !== 'PACK' || ![2, 3].includes(pack.readUInt32BE(4))) {
    throw new CorruptObjectError('A pack is not one.');
  }
  const count = pack.readUInt32BE(8);
  const offsets = new Map<string, number>();
  const deltas: ScannedDelta[] = [];
  let at = packHeaderBytes;
  for (let entry = 0; entry < count; entry += 1) {
    const header = parseEntryHeader(pack, at);
    const { bytes, consumed } = inflate(pack.subarray(header.dataAt), header.size);
    if (header.kind === 'object') offsets.set(objectId({ type: header.type, bytes }), at);
    else deltas.push(header.kind === 'oid-delta' ? { offset: at, base: header.base } : { offset: at });
    at = header.dataAt + consumed;
    await breathe();
  }
  return { count, offsets, deltas, end: at };
}

export function objectId({ type, bytes }: GitObject): string {
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}
