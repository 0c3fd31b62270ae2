// The delete brake, and what people write past Git.

import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';

import { agent, agentFile, space } from './declared.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
  await world.repository.commit({
    ...space('sales'),
    ...agent('sales', 'bot'),
    ...agent('sales', 'clerk'),
    ...agent('sales', 'guide'),
    ...space('ops'),
    ...agent('ops', 'bot'),
  });
  await world.sync();
});
afterEach(() => world.end());

const withoutOps = { 'spaces/ops': null, 'agents/ops-bot': null };

test('an agent that nobody talks to goes at once, since Git says so', async () => {
  await world.repository.commit({ [agentFile('sales', 'clerk')]: null });
  await world.sync();
  const { agents, buildId } = await world.loop().spaceStatus('sales');
  assert.deepEqual(
    agents.map(({ name }) => name),
    ['bot', 'guide'],
  );
  assert.equal(buildId, (await world.loop().history('sales'))[0]?.buildId);
});

test('a space without sessions goes with all that was made for it', async () => {
  await world.repository.commit(withoutOps);
  await world.sync();
  assert.deepEqual(
    (await world.loop().status()).spaces.map(({ name }) => name),
    ['sales'],
  );
  assert.equal((await world.store.networkSlots.list()).length, 1);
  assert.equal((await world.engine.networks.list({})).length, 1);
  assert.deepEqual(await world.store.agents.list('ops'), []);
  const told = await world.store.audit.list({ via: 'runtime', kind: 'Space' }, { limit: 9 });
  assert.deepEqual(
    told.map(({ account, verb, space: where, name }) => [account, verb, where, name]),
    [['reconciler', 'delete', 'ops', 'ops']],
    'its end is in the audit once, beside the commit’s own row',
  );
});

test('what was made ahead holds no removal, because nobody would miss it', async () => {
  const id = await world.openSession('ops');
  await world.store.sessions.change(id, 1, { warm: true });
  assert.equal((await world.loop().spaceStatus('ops')).sessions, 0);
  await world.repository.commit(withoutOps);
  await world.sync();
  assert.equal((await world.store.sessions.get(id))?.state, 'closed');
  assert.equal(await world.store.spaces.get('ops'), undefined);
});

test('a space with a session waits for its plan to be confirmed, and the hash stays the same', async () => {
  await world.openSession('ops');
  await world.repository.commit(withoutOps);
  const { plan } = await world.loop().plan();
  await world.sync();
  const waiting = await world.loop().spaceStatus('ops');
  const hash = waiting.awaitingConfirmation ?? '';
  assert.equal(waiting.conditions.find(({ type }) => type === 'Ready')?.status, 'True');
  await world.sync();
  assert.equal((await world.loop().spaceStatus('ops')).awaitingConfirmation, hash);
  await assert.rejects(world.loop().confirm('ops', { by: 'ada', plan: 'other' }), { code: 'PLAN_CHANGED' });
  await world.loop().confirm('ops', { by: 'ada', plan: plan.reviewHashes['ops'] ?? '' });
  await world.settle();
  await assert.rejects(world.loop().spaceStatus('ops'), { code: 'SPACE_NOT_FOUND' });
  assert.deepEqual(await world.store.sessions.open('ops'), []);
});

test('what comes back into Git before it is confirmed just stays', async () => {
  await world.openSession('ops');
  await world.repository.commit(withoutOps);
  await world.sync();
  await world.repository.commit({ ...space('ops'), ...agent('ops', 'bot') });
  await world.sync();
  const ops = await world.loop().spaceStatus('ops');
  assert.equal(ops.awaitingConfirmation, null);
  assert.deepEqual(
    ops.conditions.map(({ type }) => type),
    ['Ready'],
  );
  await assert.rejects(world.loop().confirm('ops', { by: 'ada', plan: 'x' }), { code: 'NOTHING_TO_CONFIRM' });
});

test('a commit can not loosen the brake that it is judged by', async () => {
  await world.openSession('ops');
  await world.repository.commit({ ...withoutOps, ...space('ops', 'prune: auto'), 'spaces/ops/agents': null });
  await world.sync();
  await world.repository.commit({ 'spaces/ops': null });
  await world.sync();
  await assert.rejects(world.loop().spaceStatus('ops'), { code: 'SPACE_NOT_FOUND' });
});

test('more than half of the agents wait even with prune auto, since that is hardly ever meant', async () => {
  await world.repository.commit(space('sales', 'prune: auto'));
  await world.sync();
  await world.repository.commit({
    [agentFile('sales', 'bot')]: null,
    [agentFile('sales', 'clerk')]: null,
    [agentFile('sales', 'guide')]: null,
  });
  await world.sync();
  const { agents, awaitingConfirmation } = await world.loop().spaceStatus('sales');
  assert.equal(agents.length, 3);
  await world.loop().confirm('sales', { by: 'ada', plan: awaitingConfirmation ?? '' });
  await world.settle();
  assert.deepEqual((await world.loop().spaceStatus('sales')).agents, []);
});

test('with prune never the space stays and says so', async () => {
  await world.repository.commit(space('ops', 'prune: never'));
  await world.sync();
  await world.repository.commit(withoutOps);
  await world.sync();
  const { conditions } = await world.loop().spaceStatus('ops');
  assert.equal(conditions.find(({ type }) => type === 'PruneSuspended')?.reason, 'PruneNever');
});

test('a rollback works while Git is down, and unhold returns to what Git declares', async () => {
  const before = await world.loop().spaceStatus('sales');
  await world.repository.commit({ ...agent('sales', 'bot', 'two'), [agentFile('sales', 'clerk')]: null });
  await world.sync();
  const newest = await world.loop().spaceStatus('sales');
  assert.notEqual(newest.buildId, before.buildId);
  renameSync(world.repository.dir, `${world.repository.dir}.away`);
  await world.loop().rollback('sales', { by: 'ada', reason: 'the new one answers nonsense' });
  await world.settle();
  const held = await world.loop().spaceStatus('sales');
  assert.equal(held.buildId, before.buildId);
  assert.deepEqual(
    held.agents.map(({ name, runningLayer }) => [name, runningLayer]),
    before.agents.map(({ name, runningLayer }) => [name, runningLayer]),
  );
  assert.deepEqual(
    held.conditions.map(({ type }) => type),
    ['Ready', 'Held'],
  );
  renameSync(`${world.repository.dir}.away`, world.repository.dir);
  await world.sync();
  assert.equal((await world.loop().spaceStatus('sales')).buildId, before.buildId);
  await world.loop().unhold('sales', { by: 'ada' });
  await world.settle();
  const after = await world.loop().spaceStatus('sales');
  assert.equal(after.buildId, newest.buildId);
  assert.deepEqual(
    after.agents.map(({ name }) => name),
    ['bot', 'guide'],
  );
});

test('a held space lets new revisions pass, and a revision that was never stored is refused', async () => {
  await assert.rejects(world.loop().rollback('sales', { by: 'ada', revision: '0123456789' }), {
    code: 'REVISION_NOT_STORED',
  });
  const before = await world.loop().hold('sales', { by: 'ada' });
  await world.repository.commit(agent('sales', 'bot', 'two'));
  await world.sync();
  assert.equal((await world.loop().spaceStatus('sales')).buildId, before.buildId);
});
