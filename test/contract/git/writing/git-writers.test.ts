// The real adapter of writing under the contract: over smart HTTP, and at paths, bare and checked out.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createGitRepositories } from '../../../../reconciler/git/git-repositories.ts';
import { createGitWriters } from '../../../../reconciler/git/writing/git-writers.ts';
import { createRepository } from '../../../support/git-server/fixture-repository.ts';
import { serveRepositories } from '../../../support/git-server/git-server.ts';
import { testWriters, type Subjects } from './writers-contract.ts';

const newRoot = () => mkdtempSync(join(tmpdir(), 'raworc-writing-'));

function subjectsAt(
  root: string,
  bare: boolean,
  locationOf: (name: string) => string,
  close: () => Promise<void>,
): Subjects {
  const credentials = () => ({ username: 'raworc', password: 'token' });
  const repositories = createGitRepositories({ cacheDir: join(root, 'cache'), credentials });
  const writers = createGitWriters({ repositories, credentials });
  let made = 0;
  return {
    async make() {
      made += 1;
      const name = `r${made}.git`;
      const fixture = await createRepository(join(root, 'served', name), { bare });
      const location = locationOf(name);
      const { commit } = fixture;
      return { fixture, commit, repository: repositories.open(location), writer: writers.open(location) };
    },
    async close() {
      await close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

testWriters('over smart HTTP', async () => {
  const root = newRoot();
  const server = await serveRepositories(join(root, 'served'), {
    auth: { username: 'raworc', password: 'token' },
  });
  return subjectsAt(root, true, (name) => `${server.url}/${name}`, server.close);
});

testWriters('a bare repository at a path', async () => {
  const root = newRoot();
  return subjectsAt(
    root,
    true,
    (name) => join(root, 'served', name),
    async () => {},
  );
});

testWriters('a work tree at a path', async () => {
  const root = newRoot();
  return subjectsAt(
    root,
    false,
    (name) => join(root, 'served', name),
    async () => {},
  );
});
