// Makes a pack that just arrived readable: completes a thin one with the bases that it lacks, and writes its index.

import { createHash } from 'node:crypto';

import type { GitObject, ObjectSource } from './git-object.ts';
import { wholeEntry } from './deflate.ts';
import { writePackIndex } from './pack-index.ts';
import { createPackReader } from './pack-reader.ts';
import { checksumBytes, objectId, scanPack, type PackScan, type ScannedDelta } from './pack-scan.ts';
import { createBreathe, type Breathe } from './stretches.ts';

export interface IndexedPack {
  readonly pack: Buffer;
  readonly index: Buffer;
  /** What both files are named after: 40 hex digits. */
  readonly checksum: string;
}

/** `present` is asked for the bases of a thin pack. Throws CorruptObjectError. */
export async function indexPack(
  arrived: Buffer,
  present: ObjectSource,
  signal?: AbortSignal,
): Promise<IndexedPack> {
  const breathe = createBreathe(signal);
  const scan = await scanPack(arrived, breathe);
  const pack = await complete(arrived, scan, present);
  await resolveDeltas(pack, scan, breathe);
  const checksum = pack.subarray(-checksumBytes);
  return { pack, index: writePackIndex(pack, scan.offsets), checksum: checksum.toString('hex') };
}

/** Appends the bases that the server knew to be here; the pack then stands for itself, as Git wants it. */
async function complete(pack: Buffer, scan: PackScan, present: ObjectSource): Promise<Buffer> {
  const bases = scan.deltas.map(({ base }) => base).filter((base) => base !== undefined);
  const outside = await present.readMany(bases.filter((base) => !scan.offsets.has(base)));
  if (outside.size === 0) return pack;
  const parts: Uint8Array[] = [pack.subarray(0, scan.end)];
  let at = scan.end;
  for (const [oid, object] of outside) {
    const entry = wholeEntry(object);
    scan.offsets.set(oid, at);
    parts.push(...entry);
    for (const part of entry) at += part.length;
  }
  const body = Buffer.concat(parts);
  body.writeUInt32BE(scan.count + outside.size, 8);
  return Buffer.concat([body, createHash('sha1').update(body).digest()]);
}

/** Adds the ids of what is stored as deltas to `scan.offsets`. */
async function resolveDeltas(pack: Buffer, scan: PackScan, breathe: Breathe): Promise<void> {
  const reader = createPackReader({
    count: scan.count,
    entryAt: (offset) => pack.subarray(offset),
    offsetOf: (oid) => scan.offsets.get(oid),
  });
  let open = scan.deltas;
  while (open.length > 0) {
    const later: ScannedDelta[] = [];
    for (const delta of open) {
      // Its base may be a delta itself whose id is not known yet.
      if (delta.base !== undefined && !scan.offsets.has(delta.base)) later.push(delta);
      else {
        const object: GitObject = reader.readAt(delta.offset);
        scan.offsets.set(objectId(object), delta.offset);
      }
      await breathe();
    }
    if (later.length === open.length) {
      reader.readAt(later[0]?.offset ?? 0); // says what is wrong
      return;
    }
    open = later;
  }
}
