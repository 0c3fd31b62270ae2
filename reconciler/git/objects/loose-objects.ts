// Objects that have a file of their own: what `git commit` writes before anything is packed.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

import { CorruptObjectError, type GitObject, type ObjectType } from './git-object.ts';

const pathOf = (objectsDir: string, oid: string) => join(objectsDir, oid.slice(0, 2), oid.slice(2));

export function hasLooseObject(objectsDir: string, oid: string): boolean {
  return existsSync(pathOf(objectsDir, oid));
}

export function readLooseObject(objectsDir: string, oid: string): GitObject | undefined {
  let raw: Buffer;
  try {
    raw = readFileSync(pathOf(objectsDir, oid));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  }
  return parse(raw, oid);
}

function parse(raw: Buffer, oid: string): GitObject {
  let content: Buffer;
  try {
    content = inflateSync(raw);
  } catch (thrown) {
    throw new CorruptObjectError(`The object ${oid} can not be decompressed.`, { cause: thrown });
  }
  const end = content.indexOf(0);
  const header = /^(commit|tree|blob|tag) (\d+)$/.exec(content.toString('latin1', 0, Math.max(end, 0)));
  const bytes = content.subarray(end + 1);
  if (header === null || Number(header[2]) !== bytes.length) {
    throw new CorruptObjectError(`The object ${oid} has no valid header.`);
  }
  return { type: header[1] as ObjectType, bytes };
}
