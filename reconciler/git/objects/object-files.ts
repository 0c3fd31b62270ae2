// Where a repository's objects are: its own folder, those that it borrows from, and the packs in them.

import { readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** Packs that have an index; the others are still being written. */
export function packPaths(objectsDir: string): readonly string[] {
  const dir = join(objectsDir, 'pack');
  const names = new Set(readNames(dir));
  return [...names]
    .filter((name) => name.endsWith('.pack') && names.has(name.replace(/\.pack$/, '.idx')))
    .map((name) => join(dir, name));
}

function readNames(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
}

/** The folder itself and those that it borrows objects from (`git clone --shared`, `--reference`). */
export function objectDirs(objectsDir: string): readonly string[] {
  const dirs = [objectsDir];
  for (const dir of dirs) {
    if (dirs.length > 8) break;
    for (const line of readLines(join(dir, 'info', 'alternates'))) {
      const path = isAbsolute(line) ? line : join(dir, line);
      if (!dirs.includes(path)) dirs.push(path);
    }
  }
  return dirs;
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
}
