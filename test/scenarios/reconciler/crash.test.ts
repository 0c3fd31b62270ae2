// The process dies at each named point between a step in the store and a step on the engine; the next one repairs it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { checkpointNames, type CheckpointName } from '../../../reconciler/loop/checkpoints.ts';
import { agent, agentFile, space } from './declared.ts';
import { createWorld } from './world.ts';

for (const name of checkpointNames) {
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
      const onCreation = !name.startsWith('removal.') && !name.includes('removed-agents');
      const finished = (async () => {
        await world.sync();
        await world.repository.commit({
          [agentFile('sales', 'clerk')]: null,
          'spaces/ops': null,
          'agents/ops-bot': null,
        });
        await world.sync();
      })();
      finished.catch(() => undefined);
      const first = await Promise.race([stopped.then(() => 'stopped'), finished.then(() => 'finished')]);
      assert.equal(first, 'stopped', `${name} is reached`);
      armed = false;
      await world.crash();
      if (onCreation) {
        await world.repository.commit({ [agentFile('sales', 'clerk')]: null, 'spaces/ops': null });
      }
      await world.sync();
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
