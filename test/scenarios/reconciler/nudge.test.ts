// Somebody says that something changed: it is looked at without a poll, and without waiting for it.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { createRepository } from '../../support/git-server/fixture-repository.ts';
import { agent, agentFile, agentYaml, space } from './declared.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.end());

test('a nudge of the config repository reads it, since nobody polls here', async () => {
  const revision = await world.repository.commit({ ...space('sales'), ...agent('sales', 'bot') });
  world.loop().nudge({ type: 'config' });
  await world.settle();
  assert.equal((await world.loop().spaceStatus('sales')).appliedRevision, revision);
});

test('a nudge of a source rebuilds the spaces that use it, since its commits are in no revision', async () => {
  const source = await createRepository(join(world.dir, 'agent'));
  const manifest = { 'raworc.json': JSON.stringify({ runtime: 'python3', handler: 'main.handle' }) };
  await source.commit({ ...manifest, 'main.py': 'one' });
  const spec = agentYaml('sales', 'bot', 'x').replace('{ path: x }', `{ repo: ${source.dir}, ref: main }`);
  await world.repository.commit({ ...space('sales'), ...space('other'), [agentFile('sales', 'bot')]: spec });
  await world.sync();
  world.images.built.length = 0;

  const commit = await source.commit({ 'main.py': 'two' });
  world.loop().nudge({ type: 'source', location: source.dir });
  await world.settle();
  const [bot] = (await world.loop().spaceStatus('sales')).agents;
  assert.equal(bot?.runningCommit, commit);
  assert.deepEqual(world.images.built, ['layer bot', 'image sales']);
});

test('a nudge of everything looks at every space, since what changed is not known', async () => {
  await world.repository.commit({ ...space('sales'), ...agent('sales', 'bot') });
  await world.sync();
  const image = (await world.loop().spaceStatus('sales')).image ?? '';
  world.images.there.delete(image);
  world.loop().nudge({ type: 'config' });
  await world.settle();
  assert.equal(world.images.there.has(image), false, 'the configuration is as it was');
  world.loop().nudge({ type: 'everything' });
  await world.settle();
  assert.equal(world.images.there.has(image), true);
});
