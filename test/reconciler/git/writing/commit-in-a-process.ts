// Makes one commit in a process of its own, which ends at a named point as if it were killed:
// `node commit-in-a-process.ts CACHE LOCATION PARENT CHECKPOINT` adds, replaces and removes a file.

import { createGitRepositories } from '../../../../reconciler/git/git-repositories.ts';
import { createGitWriters } from '../../../../reconciler/git/writing/git-writers.ts';
import type { CommitId } from '../../../../state/model/ids.ts';
import { change } from '../../../contract/git/writing/writers-contract.ts';

const [, , cacheDir = '', location = '', parent, checkpoint] = process.argv;
const credentials = () => undefined;
const repositories = createGitRepositories({ cacheDir, credentials });
const writers = createGitWriters({
  repositories,
  credentials,
  checkpoint(name) {
    if (name === checkpoint) process.kill(process.pid, 'SIGKILL');
  },
});
await writers
  .open(location)
  .commit(change({ old: 'new', gone: null, 'made/here': 'x' }, { parent: parent as CommitId }));
