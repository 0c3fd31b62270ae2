// A space with `egress: internet` on a host that can't filter what its sessions reach.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { EngineError } from '../../../runtime/containers/errors.ts';
import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import { createWorld, type World } from './world.ts';

const WAIT = { timeoutMs: 15_000 };
const unfiltered = async () => {
  throw new EngineError('EGRESS_UNFILTERED', 'The host has no packet filter.');
};

let world: World;
beforeEach(async () => {
  world = await createWorld();
  await world.agent('echo', 'def process_message(message, context):\n    return "did " + message\n');
});
afterEach(() => world.end());

test('no session starts there, and it says why and what to do', async () => {
  const spec = (await world.store.spaces.get(world.space))?.spec as SpaceSpec;
  await world.store.spaces.update(
    world.space,
    { spec: { ...spec, network: { egress: 'internet' } } },
    Date.now(),
  );
  const { sessions } = await world.start({ requireFiltered: unfiltered });
  const { id } = await sessions.create({ space: world.space, by: 'admin' });
  const session = await sessions.waitState(id, ['error'], WAIT);
  assert.equal(session.reason, 'EgressUnfiltered');
  assert.match(session.hint ?? '', /egress: none/u);
  assert.deepEqual(await world.engine.containers.list({}), [], 'not even made');
});

test('one without a network needs no filter', async () => {
  const { sessions } = await world.start({ requireFiltered: unfiltered });
  const { id } = await sessions.create({ space: world.space, by: 'admin' });
  await sessions.waitState(id, ['idle'], WAIT);
});
