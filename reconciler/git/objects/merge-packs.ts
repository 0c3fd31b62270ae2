// Many small packs become one, so that a cache that follows a busy branch for months stays quick to look into.

import { createHash } from 'node:crypto';

import { wholeEntry } from './deflate.ts';
import { CorruptObjectError } from './git-object.ts';
import { parseEntryHeader } from './pack-entry.ts';
import { parsePackIndex, writePackIndex } from './pack-index.ts';
import type { IndexedPack } from './pack-indexer.ts';
import { createPackReader } from './pack-reader.ts';
import { checksumBytes, packHeaderBytes } from './pack-scan.ts';

export interface PackFiles {
  readonly pack: Buffer;
  readonly index: Buffer;
}

/**
 * Every object of the packs that is in `keep`, or every one where it is left out, once. Deltas are written out whole: their bases may be in several of the packs, and deltas
 * themselves there, so that copying them could close a circle. Throws CorruptObjectError.
 */
export function mergePacks(packs: readonly PackFiles[], keep?: ReadonlySet<string>): IndexedPack {
  const parts: Uint8Array[] = [];
  const offsets = new Map<string, number>();
  let at = packHeaderBytes;
  for (const { pack, index } of packs) {
    refuseDamaged(pack);
    const { count, entries, endOf, offsetOf } = parsePackIndex(index);
    const entryAt = (offset: number) => pack.subarray(offset, endOf(offset, pack.length));
    const reader = createPackReader({ count, entryAt, offsetOf });
    for (const [oid, offset] of entries()) {
      if (offsets.has(oid) || keep?.has(oid) === false) continue;
      const entry = entryAt(offset);
      const whole =
        parseEntryHeader(entry, 0).kind === 'object' ? [entry] : wholeEntry(reader.readAt(offset));
      offsets.set(oid, at);
      parts.push(...whole);
      for (const part of whole) at += part.length;
    }
  }
  const header = Buffer.alloc(packHeaderBytes);
  header.write('PACK', 'latin1');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(offsets.size, 8);
  const content = Buffer.concat([header, ...parts]);
  const checksum = createHash('sha1').update(content).digest();
  const pack = Buffer.concat([content, checksum]);
  return { pack, index: writePackIndex(pack, offsets), checksum: checksum.toString('hex') };
}

/** The merged pack gets a checksum of its own, which would hide damage for ever. */
function refuseDamaged(pack: Buffer): void {
  const end = pack.length - checksumBytes;
  const checksum = createHash('sha1').update(pack.subarray(0, end)).digest();
  if (!checksum.equals(pack.subarray(end))) throw new CorruptObjectError('A pack is damaged.');
}
