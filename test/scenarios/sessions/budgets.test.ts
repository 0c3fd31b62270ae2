// Budgets: what is reached in the middle of a queue, what is refused then, and how it goes on.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import { TALKER } from '../../support/sessions/talker.ts';
import { createWorld, type Instance, type World } from './world.ts';

const WAIT = { timeoutMs: 30_000 };
const refused = { code: 'BUDGET_REACHED' };

let world: World;
let instance: Instance;
let id: SessionId;
/** How far the clock is ahead of the machine's. */
let aheadMs: number;
const clock: Clock = {
  now: () => Date.now() + aheadMs,
  wait: (ms, options = {}) => delay(ms, undefined, options),
};

beforeEach(async () => {
  aheadMs = 0;
  world = await createWorld();
  for (const agent of ['a', 'b']) await world.agent(agent, TALKER);
  instance = await world.start({ clock });
  ({ id } = await instance.sessions.create({ space: world.space, agent: 'a', by: 'ada' }));
  await instance.sessions.waitState(id, ['idle'], WAIT);
});
afterEach(() => world.end());

async function declare(budgets: SpaceSpec['budgets'], ofSession?: SpaceSpec['sessions']['budgets']) {
  const row = await world.store.spaces.get(world.space);
  assert.ok(row);
  const { sessions, ...spec } = row.spec as SpaceSpec;
  const own = { ...sessions, ...(ofSession === undefined ? {} : { budgets: ofSession }) };
  const declared = { ...spec, sessions: own, ...(budgets === undefined ? {} : { budgets }) };
  await world.store.spaces.update(world.space, { spec: declared }, clock.now());
}
const send = (content: string) => instance.sessions.send(id, { content, agent: 'a', by: 'ada' });
const sweep = () => instance.runtime.control.sweep();
async function answered(content: string): Promise<string | undefined> {
  const { turn } = await send(content);
  return (await instance.sessions.waitTurn(turn.id, WAIT)).reply?.content;
}

test('reached in the middle of a queue, what was accepted waits, what comes is refused, and raising it goes on', async () => {
  await declare({ day: { turns: 2 } });
  const turns = [];
  for (const content of ['one', 'two', 'three']) turns.push((await send(content)).turn.id);
  const [one, two, three] = turns;
  assert.ok(one !== undefined && two !== undefined && three !== undefined);
  assert.equal((await instance.sessions.waitTurn(two, WAIT)).reply?.content, 'did two');
  await assert.rejects(send('four'), refused);
  await instance.sessions.waitState(id, ['idle'], WAIT);
  await sweep();
  const paused = await instance.sessions.waitState(id, ['paused'], WAIT);
  assert.equal(paused.reason, 'BudgetReached');
  assert.match(paused.message, /2 turns per day/);
  assert.equal((await world.store.turns.get(three))?.state, 'queued', 'it is kept');

  await instance.kill();
  instance = await world.start({ clock });
  await sweep();
  assert.equal((await instance.sessions.get(id)).state, 'paused', 'the next process finds the same');

  await declare({ day: { turns: 4 } });
  await sweep();
  assert.equal((await instance.sessions.waitTurn(three, WAIT)).reply?.content, 'did three');
  assert.equal(await answered('four'), 'did four');
  await assert.rejects(send('five'), refused);
});

test('when the day is over it goes on by itself', async () => {
  await declare({ day: { turns: 1 } });
  assert.equal(await answered('one'), 'did one');
  await assert.rejects(send('two'), refused);
  await instance.sessions.waitState(id, ['idle'], WAIT);
  await sweep();
  await instance.sessions.waitState(id, ['paused'], WAIT);
  aheadMs = 24 * 3_600_000;
  await sweep();
  await instance.sessions.waitState(id, ['idle'], WAIT);
  assert.equal(await answered('two'), 'did two');
});

test('what agents ask each other counts like what people send, and what was begun ends', async () => {
  await declare({ month: { turns: 1 } });
  assert.equal(
    await answered('ask b: hello'),
    'b says <did hello>',
    'it was begun while there was something left',
  );
  const { turns } = await world.store.usage.spentBySession(id, 0);
  assert.equal(turns, 2);
  await assert.rejects(send('again'), refused);
});

test('the budget of a session stops that one alone', async () => {
  await declare(undefined, { total: { turns: 1 } });
  assert.equal(await answered('one'), 'did one');
  await assert.rejects(send('two'), refused);
  const other = await instance.sessions.create({ space: world.space, agent: 'a', by: 'ada' });
  const { turn } = await instance.sessions.send(other.id, { content: 'mine', by: 'bob' });
  assert.equal((await instance.sessions.waitTurn(turn.id, WAIT)).reply?.content, 'did mine');
  await instance.sessions.waitState(id, ['idle'], WAIT);
  await sweep();
  await instance.sessions.waitState(id, ['paused'], WAIT);
});
