// The adapter in memory under the same contract as the real one.

import assert from 'node:assert/strict';
import { it } from 'node:test';

import { createMemoryRepositories } from '../../../../reconciler/git/memory/memory-repositories.ts';
import { createMemoryWriters } from '../../../../reconciler/git/memory/memory-writers.ts';
import { pushForbidden } from '../../../../reconciler/git/writing/errors.ts';
import { change, testWriters } from './writers-contract.ts';

testWriters('in memory', async () => {
  const repositories = createMemoryRepositories();
  const writers = createMemoryWriters(repositories);
  let made = 0;
  return {
    async make() {
      made += 1;
      const location = `github.com/team/r${made}`;
      const repository = repositories.open(location);
      return { commit: (files) => repository.commit(files), repository, writer: writers.open(location) };
    },
    async close() {},
  };
});

it('can be made to refuse, because a scenario has a protected branch', async () => {
  const repositories = createMemoryRepositories();
  const writers = createMemoryWriters(repositories);
  const parent = await repositories.open('github.com/team/r').commit({ a: '1' });
  writers.setFault(pushForbidden('github.com/team/r', 'main'));
  const commit = change({ a: '2' }, { parent });
  await assert.rejects(writers.open('github.com/team/r').commit(commit), { code: 'PUSH_FORBIDDEN' });
  assert.equal(repositories.open('github.com/team/r').head('main'), parent);
  writers.setFault(undefined);
  const made = await writers.open('github.com/team/r').commit(commit);
  assert.equal(repositories.open('github.com/team/r').head('main'), made);
});
