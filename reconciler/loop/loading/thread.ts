// What the loader's thread runs: its own Git adapter on the shared cache, and a loader that answers calls.

import { parentPort, workerData } from 'node:worker_threads';

import type { Credentials } from '../../git/credentials.ts';
import { createGitRepositories } from '../../git/git-repositories.ts';
import { createLocalLoader } from './local-loader.ts';
import { serveLoader } from './serve-loader.ts';

/** What the thread is started with. */
export interface LoaderThreadData {
  readonly cacheDir: string;
  /** By host, with its port where it isn't the default one. */
  readonly credentials: Readonly<Record<string, Credentials>>;
  readonly ca?: string;
}

export const LOADER_THREAD = new URL(import.meta.url);

if (parentPort !== null) {
  const { credentials, ...settings } = workerData as LoaderThreadData;
  const repositories = createGitRepositories({ ...settings, credentials: (host) => credentials[host] });
  serveLoader(parentPort, createLocalLoader({ repositories }));
}
