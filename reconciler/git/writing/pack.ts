// A pack of whole objects, as `git-receive-pack` takes it.

import { createHash } from 'node:crypto';

import { wholeEntry } from '../objects/deflate.ts';
import type { GitObject } from '../objects/git-object.ts';

export function packOf(objects: Iterable<GitObject>): Buffer {
  const entries = [...objects].map((object) => Buffer.concat(wholeEntry(object)));
  const header = Buffer.alloc(12);
  header.write('PACK', 'latin1');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(entries.length, 8);
  const body = Buffer.concat([header, ...entries]);
  return Buffer.concat([body, createHash('sha1').update(body).digest()]);
}
