// Turns of one session beside each other: as many as the agent's manifest allows, in order of arrival, and the session is
// busy until the last of them has ended.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { SessionId, TurnId } from '../../../state/model/ids.ts';
import { createWorld, type Instance, type World } from './world.ts';

/** Answers once the file is there that the message names. */
const PATIENT = `
import os, time

def process_message(message, context):
    while not os.path.exists(os.path.join(context["workspace"], message)):
        time.sleep(0.005)
    return message
`;

const WAIT = { timeoutMs: 20_000 };

let world: World;
let instance: Instance;
let id: SessionId;

beforeEach(async () => {
  world = await createWorld();
  await world.agent('several', PATIENT, { concurrency: 2 });
  await world.agent('single', PATIENT);
  instance = await world.start();
  ({ id } = await instance.sessions.create({ space: world.space, by: 'admin' }));
  await instance.sessions.waitState(id, ['idle'], WAIT);
});
afterEach(() => world.end());

const send = async (content: string, agent = 'several'): Promise<TurnId> =>
  (await instance.sessions.send(id, { content, agent, by: 'admin' })).turn.id;

const answer = (message: string): void => world.writeWorkspaceFile(id, message, '');

async function ended(turn: TurnId): Promise<string> {
  const view = await instance.sessions.waitTurn(turn, WAIT);
  return view.turn.state === 'done' ? (view.reply?.content ?? '') : view.turn.state;
}

/** The turns that were started, once there are so many: the first two, which have a place at the same time, sorted. */
async function started(count: number): Promise<readonly string[]> {
  const turns: string[] = [];
  for await (const event of instance.sessions.events(id, { after: 0, signal: AbortSignal.timeout(20_000) })) {
    if (event.type === 'turn.started') turns.push(event.data.turn_id);
    if (turns.length === count) return [...turns.slice(0, 2).toSorted(), ...turns.slice(2)];
  }
  throw new Error(`Only ${turns.length} turns were started.`);
}

const stateOf = async (turn: TurnId) => (await instance.sessions.turn(turn)).turn.state;

test('as many run at once as the agent takes, and who came first goes first', async () => {
  const turns: TurnId[] = [];
  for (const message of ['a', 'b', 'c', 'd']) turns.push(await send(message));
  const [a, b, c, d] = turns as [TurnId, TurnId, TurnId, TurnId];
  assert.deepEqual(await started(2), [a, b]);
  assert.deepEqual([await stateOf(c), await stateOf(d)], ['queued', 'queued']);
  answer('b');
  assert.equal(await ended(b), 'b');
  assert.deepEqual(await started(3), [a, b, c]);
  assert.equal(await stateOf(d), 'queued');
  answer('a');
  assert.equal(await ended(a), 'a');
  assert.deepEqual(await started(4), turns);
  answer('d');
  assert.equal(await ended(d), 'd');
  assert.equal((await instance.sessions.get(id)).state, 'busy', 'c still runs');
  answer('c');
  assert.equal(await ended(c), 'c');
  assert.equal((await instance.sessions.get(id)).state, 'idle');
});

test('an agent that takes one at a time keeps its order while another one takes several', async () => {
  const first = await send('first', 'single');
  const second = await send('second', 'single');
  const beside = await send('beside');
  assert.deepEqual(await started(2), [first, beside].toSorted());
  assert.equal(await stateOf(second), 'queued');
  answer('beside');
  assert.equal(await ended(beside), 'beside');
  assert.equal((await instance.sessions.get(id)).state, 'busy');
  answer('second');
  answer('first');
  assert.deepEqual([await ended(first), await ended(second)], ['first', 'second']);
  assert.equal((await instance.sessions.get(id)).state, 'idle');
});

test('one that is cancelled gives its place to the next, and the others go on', async () => {
  const [a, b, c] = [await send('a'), await send('b'), await send('c')];
  await started(2);
  await instance.sessions.cancelTurn(a, 'admin');
  assert.equal(await ended(a), 'cancelled');
  assert.deepEqual(await started(3), [a, b, c]);
  assert.equal((await instance.sessions.get(id)).state, 'busy');
  answer('c');
  answer('b');
  assert.deepEqual([await ended(b), await ended(c)], ['b', 'c']);
  assert.equal((await instance.sessions.get(id)).state, 'idle');
});

test('when their container is lost all of them are taken again, each once', async () => {
  const [a, b, c] = [await send('a'), await send('b'), await send('c')];
  await started(2);
  const { containerId } = await instance.sessions.get(id);
  world.engine.killContainer(containerId ?? '');
  await started(4);
  for (const message of ['a', 'b', 'c']) answer(message);
  assert.deepEqual([await ended(a), await ended(b), await ended(c)], ['a', 'b', 'c']);
  const views = await Promise.all([a, b, c].map((turn) => instance.sessions.turn(turn)));
  assert.deepEqual(
    views.map(({ turn }) => turn.attempt),
    [2, 2, 1],
  );
  assert.equal((await instance.sessions.waitState(id, ['idle'], WAIT)).state, 'idle');
});

test('who takes over from a killed process finds all of them running and starts none twice', async () => {
  const turns = [await send('a'), await send('b'), await send('c')];
  await started(2);
  await instance.kill();
  instance = await world.start();
  instance.nudge(id);
  for (const message of ['a', 'b', 'c']) answer(message);
  assert.deepEqual(await Promise.all(turns.map(ended)), ['a', 'b', 'c']);
  const views = await Promise.all(turns.map((turn) => instance.sessions.turn(turn)));
  assert.deepEqual(
    views.map(({ turn }) => turn.attempt),
    [1, 1, 1],
  );
  assert.equal((await instance.sessions.waitState(id, ['idle'], WAIT)).state, 'idle');
});

test('many that end at the same time leave the session idle, whatever order their ends are stored in', async () => {
  answer('now');
  const turns = await Promise.all(Array.from({ length: 30 }, () => send('now')));
  assert.deepEqual(new Set(await Promise.all(turns.map(ended))), new Set(['now']));
  assert.equal((await instance.sessions.get(id)).state, 'idle');
});
