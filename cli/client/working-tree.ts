// A working tree as `raworc plan --dir` sends it: declarations and manifests as they are, every other file by the id that
// Git would give it, so that an agent's source is known to have changed without being sent.

import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { isIgnored } from 'isomorphic-git';
import { RaworcError } from '../../state/model/errors.ts';

export type SentFile =
  | { readonly path: string; readonly content: string; readonly executable: boolean }
  | { readonly path: string; readonly oid: string; readonly executable: boolean };

const isRead = /\.ya?ml$|(^|\/)(raworc|langgraph)\.json$/;

function blobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

async function* walk(root: string, below: string): AsyncGenerator<string> {
  for (const entry of fs.readdirSync(join(root, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.name === '.git' || (await isIgnored({ fs, dir: root, filepath: path }))) continue;
    if (entry.isDirectory()) yield* walk(root, path);
    else if (entry.isFile()) yield path;
  }
}

/** All files that a commit of everything would have. Throws `DIRECTORY_UNREADABLE`. */
export async function readWorkingTree(root: string): Promise<readonly SentFile[]> {
  try {
    const files: SentFile[] = [];
    for await (const path of walk(root, '')) {
      const bytes = fs.readFileSync(join(root, path));
      const executable = (fs.statSync(join(root, path)).mode & 0o100) !== 0;
      files.push(
        isRead.test(path)
          ? { path, content: bytes.toString('utf8'), executable }
          : { path, oid: blobId(bytes), executable },
      );
    }
    return files;
  } catch (error) {
    throw new RaworcError('DIRECTORY_UNREADABLE', `The folder ${root} can’t be read.`, {
      hint: 'Give the folder of a config repository: raworc plan --dir DIR.',
      cause: error,
    });
  }
}
