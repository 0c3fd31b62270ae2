// Git for the runtime: repositories for builds and writing on this thread, and the loader on its own.

import { join } from 'node:path';
import { createGitRepositories } from '../../reconciler/git/git-repositories.ts';
import type { Repositories } from '../../reconciler/git/repositories.ts';
import { createGitWriters } from '../../reconciler/git/writing/git-writers.ts';
import type { Writers } from '../../reconciler/git/writing/writers.ts';
import type { Loader } from '../../reconciler/loop/loader.ts';
import { createThreadedLoader } from '../../reconciler/loop/loading/threaded-loader.ts';
import type { ServeSettings } from '../settings/serve-settings.ts';
import { gitCredentials } from './git-credentials.ts';
import type { LoaderThreadData } from './loader-thread.ts';
import { readVerifyKeys } from './verify-keys.ts';

export interface Git {
  readonly repositories: Repositories;
  readonly writers: Writers;
  readonly loader: Loader;
}

// Compiled, both ends of the name change alike.
const thread = new URL(
  import.meta.url.endsWith('.ts') ? './loader-thread.ts' : './loader-thread.js',
  import.meta.url,
);

export async function createGit(
  settings: ServeSettings,
  onThreadDeath: (reason: string) => void,
): Promise<Git> {
  const { home, github, insteadOf } = settings;
  const verifyKeys = await readVerifyKeys(settings.verifyKeys);
  const data: LoaderThreadData = {
    cacheDir: join(home, 'git'),
    github,
    insteadOf,
    ...(verifyKeys === undefined ? {} : { verifyKeys }),
  };
  const credentials = gitCredentials(github);
  const repositories = createGitRepositories({ cacheDir: data.cacheDir, credentials, insteadOf });
  return {
    repositories,
    writers: createGitWriters({ repositories, credentials, insteadOf }),
    loader: createThreadedLoader({ entry: thread, data, onDeath: onThreadDeath }),
  };
}
