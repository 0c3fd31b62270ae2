// What is kept of sources: what anybody may want again, and of everything else nothing.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { createMemoryRepositories } from '../../../reconciler/git/memory/memory-repositories.ts';
import { retainSources } from '../../../reconciler/loop/loading/retain-sources.ts';
import { neededSources } from '../../../reconciler/loop/needed-sources.ts';
import { openStore } from '../../../state/store/open.ts';
import { anAgent, aSpace } from '../../support/rows.ts';

const config = 'https://git.example.com/team/config';
const bot = 'https://git.example.com/team/bot';
const specOf = (repo?: string) => ({ source: repo === undefined ? {} : { repo } });

test('needed are what is declared and runs, what history and holds return to, and what was approved', async () => {
  const store = await openStore('sqlite::memory:', { random: randomBytes });
  after(() => store.close());
  const hold = { revision: 'held', reason: '', by: 'ann', at: 1 };
  await store.spaces.insert(aSpace({ name: 'sales', revision: 'declared', appliedRevision: 'runs', hold }));
  await store.agents.putAll([
    anAgent({ space: 'sales', name: 'far', spec: specOf(bot), sourceCommit: 'far-2', goodCommit: 'far-1' }),
    anAgent({ space: 'sales', name: 'near', spec: specOf(), sourceCommit: 'near-2', goodCommit: null }),
  ]);
  const snapshot = { agents: [{ name: 'far', spec: specOf(bot), commit: 'far-0', layer: 'layer' }] };
  await store.history.put({
    space: 'sales',
    revision: 'applied',
    buildId: 'build',
    image: 'image',
    snapshot,
    appliedAt: 1,
  });
  await store.approvals.add({
    space: 'sales',
    reviewHash: 'hash',
    repo: 'team/config',
    pull: 1,
    by: 'ann',
    pins: { far: 'far-3', gone: 'gone-1' },
    at: 1,
  });
  const needed = new Map(
    (await neededSources(store, config)).map(({ location, commits }) => [location, commits.toSorted()]),
  );
  assert.deepEqual(needed.get(config), ['applied', 'declared', 'held', 'near-2', 'runs']);
  assert.deepEqual(needed.get(bot), ['far-0', 'far-1', 'far-2', 'far-3']);
});

test('a repository that nothing names goes whole, one that is followed keeps its latest besides', async () => {
  const repositories = createMemoryRepositories();
  const commits = async (location: string, count: number) => {
    const repository = repositories.open(location);
    const made = [];
    for (let at = 0; at < count; at += 1) {
      const commit = await repository.commit({ 'a.txt': `${location} ${at}` });
      await repository.fetch(commit);
      made.push(commit);
    }
    return { repository, made };
  };
  const followed = await commits(bot, 11);
  const left = await commits(config, 2);
  // In another spelling, which is the same repository.
  const needed = [{ location: bot.replace('git.', 'GIT.'), commits: [followed.made[0] ?? '', 'no commit'] }];
  const there = async ({ repository, made }: typeof followed) =>
    (await Promise.all(made.map((commit) => repository.has(commit)))).map(Number).join('');

  const told = await retainSources(repositories, needed, { dryRun: true });
  assert.deepEqual(
    told.map(({ location, commits: count }) => [location, count]),
    [
      [followed.repository.location, 2],
      [left.repository.location, 2],
    ],
  );
  assert.equal(await there(followed), '11111111111');
  assert.deepEqual(await retainSources(repositories, needed, { dryRun: false }), told);
  assert.deepEqual([await there(followed), await there(left)], ['10011111111', '00']);
  assert.deepEqual(await retainSources(repositories, needed, { dryRun: false }), []);
});
