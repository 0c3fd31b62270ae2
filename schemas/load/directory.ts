// A working tree on disk as a declaration: what `raworc validate` and `raworc plan --dir` look at.

import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { Declaration } from '../declaration.ts';
import { DirectoryError } from '../errors.ts';
import { LIMITS } from '../yaml/limits.ts';
import { createLoader } from './loader.ts';
import type { LoadedFile, Loader } from './loader.ts';
import { checkLocalSources, type LocalSources } from './local-sources.ts';
import { selectFiles } from './select.ts';

export interface DirectoryOptions {
  /** The folder below `dir` in which declarations are looked for. */
  readonly configPath?: string;
  /** Kept from one call to the next where the same tree is read again and again. Must have the same config path. */
  readonly loader?: Loader;
}

export interface LoadedDirectory {
  readonly declaration: Declaration;
  readonly manifests: LocalSources['manifests'];
  /** Declaration files that were read, their paths relative to `dir`. */
  readonly files: readonly string[];
  /** What a file held when it was read. */
  readonly contentOf: (path: string) => Uint8Array;
}

/**
 * Reads the files as they are on disk, committed or not; links are not followed. Also looks at the manifests of
 * agents whose source is a folder of this tree. Throws `DirectoryError` where `dir` is no readable folder.
 */
export function loadDirectory(dir: string, options: DirectoryOptions = {}): LoadedDirectory {
  const { configPath = '' } = options;
  const loader = options.loader ?? createLoader({ configPath });
  const selection = selectFiles(configPath);
  const texts = new Map<string, Uint8Array>();
  const files = listFiles(dir, '')
    .filter((path) => selection.wants(path))
    .map((path): LoadedFile => {
      const bytes = reading(join(dir, path), readStart);
      const blob = blobId(bytes);
      texts.set(blob, bytes);
      return { path, blob };
    });
  const declaration = loader.load(files, (blob) => texts.get(blob) ?? '');
  const withSources = checkLocalSources(declaration, (path) => reading(join(dir, path), readIfThere));
  const blobs = new Map(files.map(({ path, blob }) => [path, blob]));
  return {
    ...withSources,
    files: files.map(({ path }) => path),
    contentOf: (path) => texts.get(blobs.get(path) ?? '') ?? new Uint8Array(),
  };
}

function listFiles(dir: string, below: string): readonly string[] {
  const entries = reading(join(dir, below), (path) => readdirSync(path, { withFileTypes: true }));
  return entries.flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isFile()) return [path];
    const passedOver = entry.name.startsWith('.') || entry.name === 'node_modules';
    return entry.isDirectory() && !passedOver ? listFiles(dir, path) : [];
  });
}

/** Whatever keeps a file or folder from being read means that nothing can be said about the whole. */
function reading<T>(path: string, read: (path: string) => T): T {
  try {
    return read(path);
  } catch (error) {
    if (isAbsence(error)) {
      throw new DirectoryError(
        'DIRECTORY_NOT_FOUND',
        `There is no folder ${path}.`,
        'Name one that exists.',
        error,
      );
    }
    const message = `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
    throw new DirectoryError('DIRECTORY_UNREADABLE', message, 'Check its permissions.', error);
  }
}

/** At most one byte more than what is read of a file, which is enough to see that it is too large. */
function readStart(path: string): Uint8Array {
  const handle = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(Math.min(statSync(path).size, LIMITS.fileSize + 1));
    let length = 0;
    while (length < bytes.length) {
      const count = readSync(handle, bytes, length, bytes.length - length, length);
      if (count === 0) break;
      length += count;
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(handle);
  }
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readStart(path);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** As Git names a blob, so that an unchanged file has the id that it has in a commit. */
function blobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
