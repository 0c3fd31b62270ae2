// Fetches a commit and kills its own process at a named moment: `fetch-in-a-process LOCATION CACHE COMMIT MOMENT`.

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

import type { CommitId } from '../../../state/model/ids.ts';

const [location = '', cacheDir = '', commit = '', moment = ''] = process.argv.slice(2);

const die = () => {
  process.kill(process.pid, 'SIGKILL');
};

const { writeFileSync, renameSync } = fs;
// Dies in the middle of the write: half of the pack is on the disk.
fs.writeFileSync = (path, data, options) => {
  const isPack = String(path).endsWith('.pack');
  const half = isPack && moment === 'sent' ? Buffer.from(data as Buffer).subarray(0, 2000) : data;
  writeFileSync(path, half, options);
  if (isPack && moment === 'sent') die();
};
// Dies between the two files of a pack, after both, or before the commit is marked.
fs.renameSync = (from, to) => {
  if (moment === 'adding' && String(to).endsWith('.idx')) die();
  if (moment === 'marking' && String(to).includes('complete')) die();
  renameSync(from, to);
  if (moment === 'added' && String(to).endsWith('.idx')) die();
};
syncBuiltinESMExports();

const { createGitRepositories } = await import('../../../reconciler/git/git-repositories.ts');
await createGitRepositories({ cacheDir, credentials: () => undefined })
  .open(location)
  .fetch(commit as CommitId);
