// Which schedules are in force: those that Git declares, from the next sync on, or those that a hold keeps.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { agent, agentFile, agentYaml, space } from './declared.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.end());

const scheduled = (cron: string) => ({
  ...space('sales', 'prune: auto'),
  ...agent('sales', 'clerk'),
  ...agent('sales', 'guide'),
  ...agent('sales', 'bot'),
  [agentFile('sales', 'bot')]:
    `${agentYaml('sales', 'bot', 'agents/sales-bot')}  schedules:\n    - { name: daily, cron: "${cron}", message: Hello }\n`,
});

async function apply(cron: string): Promise<void> {
  await world.repository.commit(scheduled(cron));
  await world.sync();
}

const inForce = async () => (await world.loop().schedules('sales')).map(({ spec }) => spec.cron);

test('a schedule is in force from the sync on that reads it, and so is its change and its end', async () => {
  await apply('0 9 * * *');
  const [row] = await world.loop().schedules('sales');
  assert.equal(row?.nextAt, Date.UTC(2026, 0, 1, 9));
  assert.deepEqual([row.spec.session, row.spec.missed, row.spec.timeZone], ['new', 'once', 'UTC']);
  await apply('0 10 * * *');
  assert.deepEqual(await inForce(), ['0 10 * * *']);
  await world.repository.commit(agent('sales', 'bot'));
  await world.sync();
  assert.deepEqual(await inForce(), []);
});

test('reading the same again leaves the next run where it is, also in the next process', async () => {
  await apply('0 9 * * *');
  const before = await world.loop().schedules('sales');
  world.clock.advance(60_000);
  await world.sync();
  await world.restart();
  assert.deepEqual(await world.loop().schedules('sales'), before);
});

test('on hold those of then go on, whatever Git says meanwhile', async () => {
  await apply('0 9 * * *');
  await world.loop().hold('sales', { by: 'ada' });
  await apply('0 10 * * *');
  assert.deepEqual(await inForce(), ['0 9 * * *']);
  await world.loop().unhold('sales', { by: 'ada' });
  await world.settle();
  assert.deepEqual(await inForce(), ['0 10 * * *']);
});

test('an agent’s go with it, and a space’s with the space', async () => {
  await apply('0 9 * * *');
  await world.repository.commit({ [agentFile('sales', 'bot')]: null });
  await world.sync();
  assert.deepEqual(await inForce(), []);
  await apply('0 9 * * *');
  const agents = ['bot', 'clerk', 'guide'].map((name) => [`agents/sales-${name}`, null]);
  await world.repository.commit({ ...space('ops'), 'spaces/sales': null, ...Object.fromEntries(agents) });
  await world.sync();
  const { awaitingConfirmation } = await world.loop().spaceStatus('sales');
  await world.loop().confirm('sales', { by: 'ada', plan: awaitingConfirmation ?? '' });
  await world.settle();
  assert.deepEqual(await world.store.schedules.list(), []);
  await assert.rejects(world.loop().schedules('sales'), { code: 'SPACE_NOT_FOUND' });
});
