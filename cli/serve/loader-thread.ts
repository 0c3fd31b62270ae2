// The worker thread in which configuration is fetched, read, validated and planned.

import { parentPort, workerData } from 'node:worker_threads';
import { createGitRepositories } from '../../reconciler/git/git-repositories.ts';
import type { InsteadOf } from '../../reconciler/git/instead-of.ts';
import { createCommitVerifier } from '../../reconciler/git/signatures/verify-commit.ts';
import { createLocalLoader } from '../../reconciler/loop/loading/local-loader.ts';
import { serveLoader } from '../../reconciler/loop/loading/serve-loader.ts';
import type { GitHubSettings } from '../settings/github-settings.ts';
import { gitCredentials } from './git-credentials.ts';

export interface LoaderThreadData {
  readonly cacheDir: string;
  readonly github: GitHubSettings;
  readonly insteadOf: readonly InsteadOf[];
  /** The text of the file of trusted keys; left out, commits need no signature. */
  readonly verifyKeys?: string;
}

const { cacheDir, github, insteadOf, verifyKeys } = workerData as LoaderThreadData;
if (parentPort === null) throw new Error('This module only runs as a worker thread.');
const repositories = createGitRepositories({ cacheDir, credentials: gitCredentials(github), insteadOf });
const signatures = verifyKeys === undefined ? {} : { verifyCommit: await createCommitVerifier(verifyKeys) };
serveLoader(parentPort, createLocalLoader({ repositories, ...signatures }));
