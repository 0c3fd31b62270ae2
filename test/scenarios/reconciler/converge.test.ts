// From a commit to what runs: the main job of the loop.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { agent, space } from './declared.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.end());

test('a first commit becomes spaces that run, since that is what the product is for', async () => {
  const revision = await commit({ ...space('sales'), ...agent('sales', 'bot'), ...agent('sales', 'clerk') });
  assert.equal(await world.sync(), revision);
  const sales = await world.loop().spaceStatus('sales');
  assert.equal(sales.appliedRevision, revision);
  assert.deepEqual(
    sales.conditions.map(({ type, reason }) => `${type} ${reason}`),
    ['Ready Running'],
  );
  assert.deepEqual(world.images.built.toSorted(), ['image sales', 'layer bot', 'layer clerk']);
  assert.equal((await world.store.networkSlots.list()).length, 1);
  assert.equal((await world.engine.networks.list({})).length, 1);
  for (const { runningLayer, layer, conditions } of sales.agents) {
    assert.equal(runningLayer, layer);
    assert.equal(conditions[0]?.reason, 'Running');
  }
});

test('the same commit again does nothing, since a run that finds nothing to do must cost nothing', async () => {
  await commit({ ...space('sales'), ...agent('sales', 'bot') });
  await world.sync();
  const before = await world.loop().status();
  world.images.built.length = 0;
  world.clock.advance(1);
  await world.sync();
  await world.restart();
  assert.deepEqual(world.images.built, []);
  const after = await world.loop().status();
  assert.deepEqual(after.spaces, before.spaces);
});

test('one changed agent rebuilds one layer, since the others have not changed', async () => {
  await commit({ ...space('sales'), ...agent('sales', 'bot'), ...agent('sales', 'clerk') });
  await world.sync();
  world.images.built.length = 0;
  const revision = await commit(agent('sales', 'bot', 'two'));
  const { plan } = await world.loop().plan();
  assert.deepEqual(
    plan.actions.map(({ type, name }) => `${type} ${name}`),
    ['update bot', 'build-layer bot', 'build-image sales'],
  );
  await world.sync();
  assert.deepEqual(world.images.built, ['layer bot', 'image sales']);
  const history = await world.loop().history('sales');
  assert.deepEqual(
    history.map((entry) => [entry.revision === revision, entry.current, entry.available]),
    [
      [true, true, 'image'],
      [false, false, 'image'],
    ],
  );
});

test('a build that fails keeps the last good layer and the others go on, since one agent must not stop a team', async () => {
  await commit({ ...space('sales'), ...agent('sales', 'bot'), ...agent('sales', 'clerk') });
  await world.sync();
  const good = (await world.loop().spaceStatus('sales')).agents[0]?.runningLayer;
  await commit({ ...agent('sales', 'bot', 'two', { FAIL: 'x' }), ...agent('sales', 'clerk', 'two') });
  await world.sync();
  const { agents, conditions } = await world.loop().spaceStatus('sales');
  const [bot, clerk] = agents;
  assert.equal(bot?.runningLayer, good);
  assert.notEqual(bot?.layer, good);
  assert.equal(clerk?.runningLayer, clerk?.layer);
  assert.match(bot?.conditions[0]?.message ?? '', /stays in force.*this can not be built/su);
  assert.equal(bot?.conditions[0]?.reason, 'BuildFailed');
  assert.deepEqual(
    conditions.map(({ type }) => type),
    ['Ready', 'Stalled'],
  );
  await commit({ 'agents/sales-bot/FAIL': null });
  await world.sync();
  const healed = await world.loop().spaceStatus('sales');
  assert.deepEqual(
    healed.conditions.map(({ type, reason }) => `${type} ${reason}`),
    ['Ready Running'],
  );
});

test('an agent that was never built is left out, since the rest of its space can run without it', async () => {
  await commit({
    ...space('sales'),
    ...agent('sales', 'bot'),
    ...agent('sales', 'clerk', 'one', { FAIL: 'x' }),
  });
  await world.sync();
  const { agents, image } = await world.loop().spaceStatus('sales');
  assert.ok(image !== null);
  assert.deepEqual(
    agents.map(({ name, runningLayer }) => [name, runningLayer !== null]),
    [
      ['bot', true],
      ['clerk', false],
    ],
  );
});

test('a newer revision calls off builds that nobody desires any more, and no other', async () => {
  let open = () => {};
  world.images.gate = new Promise((resolve) => (open = resolve));
  await commit({ ...space('sales'), ...agent('sales', 'bot'), ...agent('sales', 'clerk') });
  await world.sync();
  const first = await world.loop().spaceStatus('sales');
  await commit(agent('sales', 'bot', 'two'));
  await world.sync();
  const stateOf = async (name: string) => {
    const layer = first.agents.find((each) => each.name === name)?.layer ?? '';
    return (await world.loop().build('sales', layer)).state;
  };
  assert.equal(await stateOf('bot'), 'cancelled');
  assert.match(await stateOf('clerk'), /queued|building/);
  open();
  world.images.gate = undefined;
  await world.settle();
  assert.equal(await stateOf('clerk'), 'succeeded');
  assert.deepEqual(world.images.built.toSorted(), ['image sales', 'layer bot', 'layer clerk']);
});

test('what ran last stands first in the history, also where the clock did not move on or went back', async () => {
  const commits: string[] = [];
  for (const code of ['one', 'two', 'three', 'four', 'five']) {
    commits.unshift(await commit({ ...space('sales'), ...agent('sales', 'bot', code) }));
    await world.sync();
  }
  const history = await world.loop().history('sales');
  assert.deepEqual(
    history.map(({ revision }) => revision),
    commits,
  );
  const read = await world.store.revisions.list({ limit: 5 });
  assert.deepEqual(
    read.map(({ commit: id }) => id),
    commits,
    'and so does what was read last',
  );
});

test('waiting for a sync ends with how it ended, since scripts go by it', async () => {
  const revision = await commit({ ...space('sales'), ...agent('sales', 'bot') });
  await world.sync();
  const good = await world.loop().waitForSync({ revision }, { timeoutMs: 1_000 });
  assert.equal(good.result, 'converged');
  const broken = await commit(agent('sales', 'bot', 'two', { FAIL: 'x' }));
  await world.sync();
  const bad = await world.loop().waitForSync({ revision: broken }, { timeoutMs: 1_000 });
  assert.equal(bad.result, 'stuck');
});

function commit(files: Parameters<World['repository']['commit']>[0]) {
  return world.repository.commit(files);
}
