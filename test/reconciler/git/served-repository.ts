// A served repository with one commit and a fresh cache: where most tests of this room begin.

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createGitRepositories, type GitSettings } from '../../../reconciler/git/git-repositories.ts';
import type { Repository } from '../../../reconciler/git/repositories.ts';
import type { CommitId } from '../../../state/model/ids.ts';
import { createRepository, type FixtureRepository } from '../../support/git-server/fixture-repository.ts';
import {
  serveRepositories,
  type GitServer,
  type GitServerOptions,
} from '../../support/git-server/git-server.ts';

export interface Served {
  readonly root: string;
  readonly cacheDir: string;
  readonly server: GitServer;
  readonly fixture: FixtureRepository;
  readonly location: string;
  readonly commit: CommitId;
  /** A repository as a new process would open it: same cache, nothing remembered. */
  open(settings?: Partial<GitSettings>, location?: string): Repository;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Does not compress well, so that a pack has a middle to be cut at. */
export const files: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 40 }, (_, at) => [
    `dir${at % 4}/file${at}.txt`,
    Array.from(
      { length: 20 },
      (_, line) => `${createHash('sha256').update(`${at}/${line}`).digest('hex')}\n`,
    ).join(''),
  ]),
);

export async function serveOne(options: GitServerOptions = {}): Promise<Served> {
  const root = mkdtempSync(join(tmpdir(), 'raworc-git-'));
  const cacheDir = join(root, 'cache');
  const fixture = await createRepository(join(root, 'served', 'team', 'config.git'));
  const commit = await fixture.commit(files, 'First');
  const server = await serveRepositories(join(root, 'served'), options);
  const location = `${server.url}/team/config.git`;
  return {
    root,
    cacheDir,
    server,
    fixture,
    location,
    commit,
    open: (settings = {}, at = location) =>
      createGitRepositories({ cacheDir, credentials: () => undefined, ...settings }).open(at),
    async [Symbol.asyncDispose]() {
      await server.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
