// Thousands of random operations on many sessions, on the real code, the real supervisor and an imagined engine.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { EngineError } from '../../../runtime/containers/errors.ts';
import { command, declareAgents, ordinaryLife, resync } from '../../support/sessions/model/commands.ts';
import type { Life } from '../../support/sessions/model/life.ts';
import { runLives } from '../../support/sessions/model/run-lives.ts';
import { createWorld, type World } from './world.ts';

/** What an engine may refuse or lose the answer to. */
const fallible = [
  'create',
  'start',
  'pause',
  'unpause',
  'stop',
  'remove',
  'inspect',
  'list',
  'attach',
] as const;

const engineFails = fc
  .record({
    method: fc.constantFrom(...fallible),
    when: fc.constantFrom<'before' | 'after'>('before', 'after'),
  })
  .map(({ method, when }) =>
    command(`the engine fails ${when} ${method}`, async ({ world }: Life<World>) => {
      const error = new EngineError('ENGINE_UNREACHABLE', 'The engine hung up.');
      world.engine.failNext(`containers.${method}`, error, when);
    }),
  );

const engineRestarts = fc.constant(
  command('the engine goes away and comes back', async (life: Life<World>) => {
    life.world.engine.goAway();
    life.world.engine.comeBack();
    await resync(life);
  }),
);

test('whatever is asked in whatever order, states are legal, nothing is stuck and nothing is left over', async (t) => {
  const { operations, outcomes } = await runLives({
    async makeWorld() {
      const world = await createWorld();
      await declareAgents(world);
      return world;
    },
    commands: [...ordinaryLife, engineFails, engineRestarts],
    lives: 60,
    operationsEach: 120,
  });
  t.diagnostic(`${operations} operations: ${outcomes.join(', ')}`);
  assert.ok(operations > 2_000, `${operations} are no thousands`);
});
