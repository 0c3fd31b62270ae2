// How many sessions a space wants made ahead, as it is declared or held.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createPoolRun } from '../../../reconciler/loop/pool-run.ts';
import { agent, space } from './declared.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.end());

async function apply(warm: number): Promise<void> {
  await world.repository.commit({
    ...space('sales', `sessions: { warm: ${warm} }`),
    ...agent('sales', 'bot'),
  });
  await world.sync();
}

async function wanted(name = 'sales'): Promise<number> {
  const asked = Promise.withResolvers<number>();
  const fillPool = async (_: string, count: number) => {
    asked.resolve(count);
    return {};
  };
  await createPoolRun({ store: world.store, sessions: { fillPool } })(name);
  return asked.promise;
}

test('as declared; and none where the space is gone', async () => {
  await apply(2);
  assert.equal(await wanted(), 2);
  assert.equal(await wanted('gone'), 0);
});

test('on hold as it was then, whatever Git says meanwhile', async () => {
  await apply(2);
  await world.loop().hold('sales', { by: 'ada' });
  await apply(5);
  assert.equal(await wanted(), 2);
  await world.loop().unhold('sales', { by: 'ada' });
  assert.equal(await wanted(), 5);
});
