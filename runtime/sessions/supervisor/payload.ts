// What goes into containers: the supervisor and the launchers, as files and as the hash that names their version.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';

export interface Payload {
  /** Hash of all paths and contents: 16 hex digits. */
  readonly hash: string;
  /** Paths, relative to the mount, to contents. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Where the payload is mounted. */
export const SUPERVISOR_MOUNT = '/raworc';

/** A session's container runs this. */
export const SUPERVISOR_COMMAND: readonly string[] = [
  'python3',
  '-I',
  '-S',
  `${SUPERVISOR_MOUNT}/supervisor/__main__.py`,
];

/** Works on the files of a workspace; the folders that it may see follow. */
export const FILES_COMMAND: readonly string[] = [
  'python3',
  '-I',
  '-S',
  '-B',
  `${SUPERVISOR_MOUNT}/files/__main__.py`,
];

/** Unpacked last, so that it is only there when all else is. */
export const COMPLETE_FILE = 'complete';

const SHIPPED = /\.(py|mjs)$/;

export function readPayload(folder = join(import.meta.dirname, 'container')): Payload {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    SHIPPED.test(path),
  );
  const files = new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path))]));
  const hash = createHash('sha256');
  for (const [path, content] of files) hash.update(`${path}\0${content.length}\0`).update(content);
  return { hash: hash.digest('hex').slice(0, 16), files };
}

/** A tar of the payload; root's, readable by all, closed by {@link COMPLETE_FILE} with the hash in it. */
export function tarOfPayload({ hash, files }: Payload): Readable {
  const tar = pack();
  const folders = new Set([...files.keys()].map((path) => path.slice(0, path.lastIndexOf('/'))));
  for (const folder of folders) tar.entry({ name: folder, type: 'directory', mode: 0o755 });
  for (const [path, content] of files) tar.entry({ name: path, mode: 0o644 }, content);
  tar.entry({ name: COMPLETE_FILE, mode: 0o444 }, hash);
  tar.finalize();
  return Readable.from(tar);
}
