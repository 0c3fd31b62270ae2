// Writes objects into a repository on this machine, each in a file of its own, as `git commit` does.

import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';

import type { GitObject } from '../../objects/git-object.ts';

/** `aside` is a folder on the same file system. An object is there whole or not at all. */
export function writeObjects(
  objectsDir: string,
  aside: string,
  objects: ReadonlyMap<string, GitObject>,
): void {
  for (const [oid, { type, bytes }] of objects) {
    const path = join(objectsDir, oid.slice(0, 2), oid.slice(2));
    if (existsSync(path)) continue;
    const temporary = join(aside, oid);
    const content = deflateSync(Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes]));
    writeFileSync(temporary, content, { mode: 0o444, flush: true });
    mkdirSync(dirname(path), { recursive: true });
    renameSync(temporary, path);
  }
}
