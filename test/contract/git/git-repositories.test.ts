// The real adapter under the contract: over smart HTTP, and at paths, each with repositories that `git` made.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createGitRepositories } from '../../../reconciler/git/git-repositories.ts';
import { createRepository } from '../../support/git-server/fixture-repository.ts';
import { serveRepositories } from '../../support/git-server/git-server.ts';
import { testRepositories, type Subjects } from './repositories-contract.ts';

async function subjectsAt(
  bare: boolean,
  locationOf: (root: string, name: string) => string,
  close: () => Promise<void>,
  root: string,
): Promise<Subjects> {
  const repositories = createGitRepositories({ cacheDir: join(root, 'cache'), credentials: () => undefined });
  let made = 0;
  return {
    async make() {
      made += 1;
      const name = `r${made}.git`;
      const fixture = await createRepository(join(root, 'served', name), { bare });
      return { ...fixture, repository: repositories.open(locationOf(root, name)) };
    },
    async close() {
      await close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

const newRoot = () => mkdtempSync(join(tmpdir(), 'raworc-git-'));

testRepositories('over smart HTTP', async () => {
  const root = newRoot();
  const server = await serveRepositories(join(root, 'served'));
  return subjectsAt(true, (_, name) => `${server.url}/${name}`, server.close, root);
});

testRepositories('a bare repository at a path', () =>
  subjectsAt(
    true,
    (root, name) => join(root, 'served', name),
    async () => {},
    newRoot(),
  ),
);

testRepositories('a work tree at a path', () =>
  subjectsAt(
    false,
    (root, name) => `file://${join(root, 'served', name)}`,
    async () => {},
    newRoot(),
  ),
);
