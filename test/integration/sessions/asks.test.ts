// Agents that ask each other in a real, hardened container: the socket on its tmpfs, frozen and killed in the middle.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SessionId } from '../../../state/model/ids.ts';
import type { Instance } from '../../support/sessions/session-world.ts';
import { TALKER } from '../../support/sessions/talker.ts';
import { createRealWorld, type RealWorld } from './world.ts';

const WAIT = { timeoutMs: 60_000 };

let world: RealWorld;
let instance: Instance;
let id: SessionId;

before(async () => {
  world = await createRealWorld();
  for (const agent of ['a', 'b', 'c']) await world.agent(agent, TALKER);
  await world.image('one');
  instance = await world.start();
  ({ id } = await instance.sessions.create({ space: world.space, by: 'ada' }));
  await instance.sessions.waitState(id, ['idle'], WAIT);
});
after(() => world.end());

async function say(content: string) {
  const { turn } = await instance.sessions.send(id, { content, agent: 'a', by: 'ada' });
  return turn.id;
}
const answerTo = async (turn: Awaited<ReturnType<typeof say>>) => instance.sessions.waitTurn(turn, WAIT);
const containerOf = async () => (await world.store.sessions.get(id))?.containerId ?? '';
const touch = async (file: string) =>
  world.engine.containers.exec(await containerOf(), ['touch', `/session/${file}`], { user: '10001:10001' });

async function printed(line: string): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  for await (const { text } of instance.sessions.logs(id, { follow: true, signal }))
    if (text === line) return;
  assert.fail(`${line} was not printed`);
}

test('several are asked at once, and one of them asks on', async () => {
  const { reply } = await answerTo(await say('all b: hello & c: hand b: from c'));
  assert.equal(reply?.content, 'b says <did hello> and c says <did from c>');
});

test('frozen in mid-question, it goes on where it stood', async () => {
  const turn = await say('ask b: wait frozen');
  await printed('at wait frozen');
  await instance.sessions.request(id, 'pause', 'ada');
  await instance.sessions.waitState(id, ['paused'], WAIT);
  await instance.sessions.request(id, 'resume', 'ada');
  await instance.sessions.waitState(id, ['busy'], WAIT);
  await touch('frozen');
  const { turn: ended, reply } = await answerTo(turn);
  assert.deepEqual([ended.attempt, reply?.content], [1, 'b says <waited for frozen>']);
});

test('a runtime killed in mid-question is followed by one that brings the answer', async () => {
  const turn = await say('ask b: wait killed');
  await printed('at wait killed');
  await instance.kill();
  await touch('killed');
  instance = await world.start();
  const { turn: ended, reply } = await answerTo(turn);
  assert.deepEqual([ended.attempt, reply?.content], [1, 'b says <waited for killed>']);
});

test('a container killed in mid-question is replaced, and everything is asked again', async () => {
  const turn = await say('ask b: wait lost');
  await printed('at wait lost');
  await world.engine.containers.kill(await containerOf(), 'SIGKILL');
  await instance.sessions.waitState(id, ['init'], WAIT);
  await instance.sessions.waitState(id, ['idle', 'busy'], WAIT);
  await touch('lost');
  const { turn: ended, reply } = await answerTo(turn);
  assert.deepEqual([ended.attempt, reply?.content], [2, 'b says <waited for lost>']);
  const states = (await instance.sessions.hops(turn)).map(({ state }) => state);
  assert.deepEqual(states, ['cancelled', 'done']);
});
