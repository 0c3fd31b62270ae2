// What sessions use is seen while they run, and added up once, whichever process looks.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { SessionId } from '../../../state/model/ids.ts';
import { TALKER } from '../../support/sessions/talker.ts';
import { createWorld, type World } from './world.ts';

const WAIT = { timeoutMs: 20_000 };
let world: World;
let id: SessionId;

beforeEach(async () => {
  world = await createWorld();
  await world.agent('a', TALKER);
});
afterEach(() => world.end());

const sampled = async () => (await world.store.samples.get([id]))[0];

test('a session is looked at where it runs, not while it is paused, and by the next process where the last one stopped', async () => {
  let instance = await world.start({ samplePeriodMs: 0 });
  ({ id } = await instance.sessions.create({ space: world.space, agent: 'a', by: 'ada' }));
  await instance.sessions.waitState(id, ['idle'], WAIT);
  await instance.runtime.sampler.step();
  const first = await sampled();
  assert.ok(first !== undefined, 'it was looked at');
  assert.equal(first.recent.length, 1);

  await instance.sessions.request(id, 'pause', 'ada');
  await instance.sessions.waitState(id, ['paused'], WAIT);
  await instance.runtime.sampler.step();
  assert.deepEqual(await sampled(), first, 'whoever is frozen is not asked');
  await instance.sessions.request(id, 'resume', 'ada');
  await instance.sessions.waitState(id, ['idle'], WAIT);
  await instance.kill();

  instance = await world.start({ samplePeriodMs: 0 });
  const { turn } = await instance.sessions.send(id, { content: 'hello', by: 'ada' });
  await instance.sessions.waitTurn(turn.id, WAIT);
  await instance.runtime.sampler.step();
  const second = await sampled();
  assert.equal(second?.boot, first.boot, 'the container is the same');
  assert.equal(second?.recent.length, 2);
  const hours = await world.store.usage.hours(id, 0);
  const cpuMs = hours.reduce((sum, hour) => sum + hour.cpuMs, 0);
  assert.equal(cpuMs, second.cpuMs, 'what the container used in all is what was added up');
});
