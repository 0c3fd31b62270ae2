// Makes a bare repository at a path, as `git init --bare` does, for a machine that needs no `git`.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const config = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
`;

/** `dir` is made, or is empty. */
export function createBareRepository(dir: string, branch: string): void {
  for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'])
    mkdirSync(join(dir, folder), { recursive: true });
  writeFileSync(join(dir, 'config'), config, { flush: true });
  writeFileSync(join(dir, 'HEAD'), `ref: refs/heads/${branch}\n`, { flush: true });
}
