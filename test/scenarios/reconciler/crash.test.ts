// The process dies at each named point between a step in the store and a step on the engine; the next one repairs it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { checkpointNames, type CheckpointName } from '../../../reconciler/loop/checkpoints.ts';
import { agent, agentFile, space } from './declared.ts';
import { createWorld, type World } from './world.ts';

/** The marker is placed before anything else; see below. */
const atFirstStart: CheckpointName = 'engine.marker-placed';

/** Syncs, and confirms what then waits for it. */
async function syncAndConfirm(world: World): Promise<void> {
  await world.sync();
  for (const { name, awaitingConfirmation: plan } of (await world.loop().status()).spaces) {
    if (plan !== null) await world.loop().confirm(name, { by: 'ada', plan });
  }
  await world.settle();
}

for (const name of checkpointNames) {
  if (name === atFirstStart) continue;
  test(`stopped at ${name}, the next process ends where it would have ended anyway`, async () => {
    let armed = true;
    const never = new Promise<never>(() => undefined);
    let reached = (): void => {};
    const stopped = new Promise<void>((resolve) => (reached = resolve));
    const checkpoint = (at: CheckpointName): Promise<void> | undefined => {
      if (!armed || at !== name) return undefined;
      reached();
      return never;
    };
    const world = await createWorld({ checkpoint });
    try {
      await world.repository.commit({
        ...space('sales'),
        ...agent('sales', 'bot'),
        ...agent('sales', 'clerk'),
        ...agent('sales', 'guide'),
        ...space('ops'),
        ...agent('ops', 'bot'),
      });
      const onCreation = !/^removal\.|removed-agents|brakes/.test(name);
      const finished = (async () => {
        await world.sync();
        await world.openSession('ops');
        await world.repository.commit({
          [agentFile('sales', 'clerk')]: null,
          'spaces/ops': null,
          'agents/ops-bot': null,
        });
        await syncAndConfirm(world);
      })();
      finished.catch(() => undefined);
      const first = await Promise.race([stopped.then(() => 'stopped'), finished.then(() => 'finished')]);
      assert.equal(first, 'stopped', `${name} is reached`);
      armed = false;
      await world.crash();
      if (onCreation) {
        await world.repository.commit({ [agentFile('sales', 'clerk')]: null, 'spaces/ops': null });
      }
      await syncAndConfirm(world);
      const { spaces } = await world.loop().status();
      assert.deepEqual(
        spaces.map((each) => [each.name, each.agents.map((own) => own.name), each.conditions[0]?.reason]),
        [['sales', ['bot', 'guide'], 'Running']],
      );
      assert.equal((await world.engine.networks.list({})).length, 1);
      assert.equal((await world.store.networkSlots.list()).length, 1);
      assert.deepEqual(await world.store.tasks.unfinished('build'), []);
    } finally {
      await world.end();
    }
  });
}

test('stopped before it remembers the marker that it placed, the next process knows the engine by it', async () => {
  let isFirst = true;
  const world = await createWorld({
    checkpoint(at) {
      if (at !== atFirstStart || !isFirst) return;
      isFirst = false;
      throw new Error('killed');
    },
  });
  try {
    assert.equal(isFirst, false);
    assert.equal(await world.store.meta.get('engine-marker'), undefined);
    const [placed] = await world.engine.volumes.list({});
    await world.restart();
    await world.repository.commit({ ...space('sales'), ...agent('sales', 'bot') });
    await world.sync();
    assert.deepEqual(await world.engine.volumes.list({}), [placed]);
    const { spaces } = await world.loop().status();
    assert.equal(spaces[0]?.conditions[0]?.reason, 'Running');
  } finally {
    await world.end();
  }
});
