// What commits change of spaces and agents, as the audit tells it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, test } from 'node:test';

import type { CommitId } from '../../../state/model/ids.ts';
import { agent, space } from './declared.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.end());

/** Oldest first. */
async function told(): Promise<readonly string[]> {
  const rows = await world.store.audit.list({ via: 'git' }, { limit: 50 });
  return rows.map(({ verb, kind, name }) => `${verb} ${kind} ${name}`).toReversed();
}

test('each change is one row with the hashes before and after, and no change is none', async () => {
  await world.repository.commit({ ...space('sales'), ...agent('sales', 'bot') });
  await world.sync();
  assert.deepEqual(await told(), ['create Space sales', 'create Agent bot']);
  // The delete brake holds back what is most of a space.
  const others = ['one', 'two', 'three'].map((name) => agent('sales', name));
  await world.repository.commit(Object.assign({}, ...others));
  await world.sync();
  const declared = await world.store.agents.get('sales', 'bot');
  await world.repository.commit({ 'README.md': 'Nothing that is declared' });
  await world.sync();
  await world.sync();
  assert.equal((await told()).length, 5);
  await world.repository.commit({ 'spaces/sales/agents/bot.yaml': null });
  await world.sync();
  assert.deepEqual((await told()).slice(5), ['delete Agent bot']);
  const [gone] = await world.store.audit.list({ via: 'git' }, { limit: 1 });
  assert.deepEqual([gone?.before, gone?.after, gone?.space], [declared?.specDigest, null, 'sales']);
  assert.match(gone?.reason ?? '', /^revision [0-9a-f]{12} by Ada Lovelace <ada@example.com>$/);
});

test('a row names the author and who committed it, because a merge on GitHub is committed by GitHub', async () => {
  const parent = await world.repository.commit(space('sales'));
  const people = {
    GIT_AUTHOR_NAME: 'Bob \u009b31m',
    GIT_AUTHOR_EMAIL: 'bob@example.com',
    GIT_COMMITTER_NAME: 'GitHub',
    GIT_COMMITTER_EMAIL: 'noreply@github.com',
  };
  const merge = execFileSync('git', ['commit-tree', '-p', parent, '-m', 'Merge', `${parent}^{tree}`], {
    cwd: world.repository.dir,
    env: { ...process.env, ...people },
    encoding: 'utf8',
  }).trim();
  await world.repository.branch('main', merge as CommitId);
  await world.sync();
  const [row] = await world.store.audit.list({ kind: 'Space' }, { limit: 1 });
  const expected = 'by Bob  31m <bob@example.com>, committed by GitHub <noreply@github.com>';
  assert.equal(row?.reason.replace(/^revision [0-9a-f]{12} /, ''), expected);
});
