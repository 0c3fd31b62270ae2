// Writes files that weren't there, and nothing else: what somebody has is never written over.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RaworcError } from '../../state/model/errors.ts';
import type { StarterFiles } from './starter.ts';

/** Throws `FILE_EXISTS` before anything is written where one of them is there already. */
export function writeNew(folder: string, files: StarterFiles): void {
  const taken = Object.keys(files).filter((path) => existsSync(join(folder, path)));
  if (taken.length > 0)
    throw new RaworcError(
      'FILE_EXISTS',
      `${taken.join(', ')} ${taken.length === 1 ? 'is' : 'are'} there already.`,
      {
        hint: 'Nothing was written. Give another folder, or other names with --space and --agent.',
      },
    );
  for (const [path, text] of Object.entries(files)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text, { flag: 'wx' });
  }
}
