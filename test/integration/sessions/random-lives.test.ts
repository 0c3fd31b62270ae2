// Hundreds of random operations on sessions of a real engine.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declareAgents, ordinaryLife } from '../../support/sessions/model/commands.ts';
import { runLives } from '../../support/sessions/model/run-lives.ts';
import { createRealWorld } from './world.ts';

test('on a real engine too states are legal, nothing is stuck and nothing is left over', async (t) => {
  const { operations, outcomes } = await runLives({
    async makeWorld() {
      const world = await createRealWorld();
      await declareAgents(world);
      await world.image('one');
      return world;
    },
    commands: ordinaryLife,
    lives: 8,
    operationsEach: 120,
  });
  t.diagnostic(`${operations} operations: ${outcomes.join(', ')}`);
  assert.ok(operations > 200, `${operations} are no hundreds`);
});
