// Decodes a pack's entries. Many at a time, in the order of the file, so that 10,000 small blobs take milliseconds.

import { applyDelta } from './delta.ts';
import { CorruptObjectError, type GitObject } from './git-object.ts';
import { inflate } from './inflate.ts';
import { parseEntryHeader } from './pack-entry.ts';

/** Bases are kept while entries are decoded, up to so many bytes. */
const basesBytes = 64 * 1024 * 1024;

export interface PackEntries {
  readonly count: number;
  /** The bytes of the entry that begins at `offset`; more may follow them. */
  entryAt(offset: number): Uint8Array;
  /** Where the object begins, or undefined where the pack lacks it. */
  offsetOf(oid: string): number | undefined;
}

export interface PackReader {
  /** The object whose entry begins at `offset`. Throws CorruptObjectError. */
  readAt(offset: number): GitObject;
}

export function createPackReader(entries: PackEntries): PackReader {
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

  function baseOf(base: string): number {
    const offset = entries.offsetOf(base);
    if (offset === undefined) throw new CorruptObjectError('A delta has its base outside of its pack.');
    return offset;
  }

  return {
    readAt(offset) {
      // Chains are followed in a loop: a hostile one could be long enough to exhaust the stack.
      const deltas: { readonly offset: number; readonly instructions: Uint8Array }[] = [];
      let at = offset;
      let object = decoded.get(at);
      while (object === undefined) {
        const bytes = entries.entryAt(at);
        const header = parseEntryHeader(bytes, 0);
        const data = inflate(bytes.subarray(header.dataAt), header.size).bytes;
        if (header.kind === 'object') {
          object = remember(at, { type: header.type, bytes: data });
          break;
        }
        deltas.push({ offset: at, instructions: data });
        if (deltas.length > entries.count) throw new CorruptObjectError('A chain of deltas never ends.');
        at = header.kind === 'offset-delta' ? at - header.distance : baseOf(header.base);
        object = decoded.get(at);
      }
      for (const delta of deltas.toReversed()) {
        const { type, bytes } = object;
        object = remember(delta.offset, { type, bytes: applyDelta(bytes, delta.instructions) });
      }
      return object;
    },
  };
}
