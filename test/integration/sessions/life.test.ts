// What only a real engine can show: frozen processes, killed containers, limits, and that nothing is left.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SessionId } from '../../../state/model/ids.ts';
import type { Instance } from '../../support/sessions/session-world.ts';
import { createRealWorld, type RealWorld } from './world.ts';

const AGENT = `
import os, time

heard = []

def process_message(message, context):
    heard.append(message)
    with open(os.path.join(context["workspace"], "diary"), "a") as diary:
        diary.write("%s attempt %d\\n" % (message, context["attempt"]))
    print("at", message, flush=True)
    if message == "slow":
        time.sleep(2)
    return "heard " + ", ".join(heard)
`;

const WAIT = { timeoutMs: 60_000 };

let world: RealWorld;
let instance: Instance;
let id: SessionId;

before(async () => {
  world = await createRealWorld();
  await world.agent('listener', AGENT);
  await world.image('one');
  instance = await world.start();
  ({ id } = await instance.sessions.create({ space: world.space, by: 'admin' }));
  await instance.sessions.waitState(id, ['idle'], WAIT);
});
after(() => world.end());

async function say(content: string) {
  const { turn } = await instance.sessions.send(id, { content, by: 'admin' });
  return turn.id;
}
const answerTo = async (content: string) => instance.sessions.waitTurn(await say(content), WAIT);
const containerOf = async () => (await instance.sessions.get(id)).containerId ?? '';

async function printed(line: string): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  for await (const { text } of instance.sessions.logs(id, { follow: true, signal }))
    if (text === line) return;
  assert.fail(`${line} was not printed`);
}

test('the container has the limits of its space and none of its secrets', async () => {
  const view = await world.engine.containers.inspect(await containerOf());
  assert.deepEqual(view?.limits, { cpus: 1, memoryBytes: 512 * 1024 * 1024, pids: 256 });
  assert.equal(await world.inside(view?.id ?? '', 'id', '-u'), '10001');
});

test('a paused session keeps what its agents have in memory, and a message wakes it', async () => {
  assert.equal((await answerTo('one')).reply?.content, 'heard one');
  await instance.sessions.request(id, 'pause', 'admin');
  await instance.sessions.waitState(id, ['paused'], WAIT);
  const frozen = await waitForContainer('paused');
  assert.equal(frozen, 'paused');
  assert.equal((await answerTo('two')).reply?.content, 'heard one, two');
});

test('a turn that was frozen in the middle goes on, and the time does not count', async () => {
  const turn = await say('slow');
  await printed('at slow');
  await instance.sessions.request(id, 'pause', 'admin');
  assert.equal((await instance.sessions.waitState(id, ['paused'], WAIT)).beforePause, 'busy');
  await instance.sessions.request(id, 'resume', 'admin');
  const { turn: ended } = await instance.sessions.waitTurn(turn, WAIT);
  assert.equal(ended.state, 'done');
  assert.equal(ended.attempt, 1);
});

test('a runtime that dies while the session is paused is followed by one that wakes it', async () => {
  await instance.sessions.request(id, 'pause', 'admin');
  await waitForContainer('paused');
  await instance.kill();
  instance = await world.start();
  assert.match((await answerTo('three')).reply?.content ?? '', /heard one, two, slow, three/u);
});

test('a suspended session has no container, and its workspace when it is back', async () => {
  await instance.sessions.request(id, 'suspend', 'admin');
  await instance.sessions.waitState(id, ['suspended'], WAIT);
  await answerTo('four');
  const diary = await world.inside(await containerOf(), 'cat', '/session/diary');
  assert.deepEqual(
    diary.split('\n'),
    ['one', 'two', 'slow', 'three', 'four'].map((message) => `${message} attempt 1`),
  );
});

test('a session moves to its space’s new image and keeps its workspace', async () => {
  await world.agent('listener', AGENT.replace('"heard "', '"new: heard "'));
  await world.image('two');
  instance.nudge(id);
  assert.equal((await answerTo('five')).reply?.content, 'new: heard five');
  const log = await instance.sessions.log(id, 0, 500);
  assert.ok(log.some(({ type }) => type === 'session.image'));
});

test('a container killed in mid-turn is replaced, and the turn is taken again', async () => {
  const turn = await say('slow');
  await printed('at slow');
  await world.engine.containers.kill(await containerOf(), 'SIGKILL');
  const { turn: ended, reply } = await instance.sessions.waitTurn(turn, WAIT);
  assert.equal(ended.attempt, 2);
  assert.equal(reply?.content, 'new: heard slow');
});

test('a container removed by hand is replaced', async () => {
  await world.engine.containers.remove(await containerOf());
  assert.equal((await answerTo('six')).reply?.content, 'new: heard six');
});

test('what is closed leaves nothing but its history', async () => {
  await instance.sessions.request(id, 'close', 'admin');
  await instance.sessions.waitState(id, ['closed'], WAIT);
  assert.deepEqual(await world.leftovers(), []);
  const messages = await instance.sessions.messages(id, { limit: 100 });
  assert.equal(messages.filter(({ role }) => role === 'agent').length, 8);
});

/** Until the engine shows the session's container so. */
async function waitForContainer(state: string): Promise<string | undefined> {
  for (;;) {
    const view = await world.engine.containers.inspect(await containerOf());
    if (view?.state === state) return view.state;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
