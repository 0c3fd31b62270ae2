// Files that only their owner may read.

import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

export interface PrivateFile {
  readonly text: string;
  /** Others than the owner may read it or write it. */
  readonly isExposed: boolean;
}

/** Undefined where there is no such file. */
export function readPrivateFile(path: string): PrivateFile | undefined {
  try {
    // 0o077: every right of group and others. Windows has no such rights and reports them all.
    const isExposed = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
    return { text: readFileSync(path, 'utf8'), isExposed };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes the whole file or nothing, mode 0600; where two write at once, both get what the first one wrote. */
export function writePrivateFileOnce(path: string, text: string): PrivateFile {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  rmSync(draft, { force: true });
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readPrivateFile(path) ?? { text, isExposed: false };
}
