// Sessions in which nothing happens, on the real code: paused, suspended, closed, and back by a message.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { EngineError } from '../../../runtime/containers/errors.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { SessionState } from '../../../state/model/session-state.ts';
import { createWorld, type Instance, type World } from './world.ts';

const COUNTER = `
import os, time
count = 0

def process_message(message, context):
    global count
    count += 1
    while message == "wait" and not os.path.exists(os.path.join(context["workspace"], "go")):
        time.sleep(0.01)
    return str(count)
`;

const WAIT = { timeoutMs: 15_000 };
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let world: World;
let instance: Instance;
let id: SessionId;

beforeEach(async () => {
  world = await createWorld();
  await world.agent('counter', COUNTER);
  await idleTimes({ pauseAfter: '5m', suspendAfter: '30m', closeAfter: '30d' });
  instance = await world.start({ maxPaused: 2 });
  id = await newSession();
});
afterEach(() => world.end());

async function idleTimes(idle: SpaceSpec['sessions']['idle']): Promise<void> {
  const spec = (await world.store.spaces.get(world.space))?.spec as SpaceSpec;
  const sessions = { ...spec.sessions, idle };
  await world.store.spaces.update(world.space, { spec: { ...spec, sessions } }, Date.now());
}

async function newSession(): Promise<SessionId> {
  const created = await instance.sessions.create({ space: world.space, by: 'admin' });
  await instance.sessions.waitState(created.id, ['idle'], WAIT);
  return created.id;
}

/** As if nothing had happened in it for so long. */
async function rest(ms: number, session = id): Promise<void> {
  for (;;) {
    const row = await instance.sessions.get(session);
    const back = { lastActivityAt: Date.now() - ms };
    if ((await world.store.sessions.change(session, row, back)) !== undefined) return;
  }
}

const sweep = () => instance.runtime.control.sweep();
const becomes = async (state: SessionState, session = id) => {
  const row = await instance.sessions.waitState(session, [state], WAIT);
  assert.equal(row.state, state);
  return row;
};
async function answer(content: string): Promise<string | undefined> {
  const { turn } = await instance.sessions.send(id, { content, by: 'admin' });
  return (await instance.sessions.waitTurn(turn.id, WAIT)).reply?.content;
}
const lastTransition = async (state: SessionState) =>
  (await instance.sessions.log(id, 0, 200)).findLast(({ type }) => type === `session.${state}`);

test('a session in which nothing happens is paused, suspended and closed, each time with who and why', async () => {
  assert.equal(await answer('a'), '1');
  await rest(6 * MINUTE);
  await sweep();
  assert.equal((await becomes('paused')).reason, 'Idle');
  const paused = await lastTransition('paused');
  assert.equal(paused?.by, 'idle-ladder');
  assert.match(paused?.type === 'session.paused' ? paused.data.message : '', /Nothing happened for 5m/u);

  assert.equal(await answer('b'), '2', 'frozen, it kept its memory');

  await rest(6 * MINUTE);
  await sweep();
  await becomes('paused');
  await rest(31 * MINUTE);
  await sweep();
  await becomes('suspended');
  assert.deepEqual(await world.engine.containers.list({ 'dev.raworc.kind': 'session' }), []);

  assert.equal(await answer('c'), '1', 'suspended, it kept its files only');

  await rest(6 * MINUTE);
  await sweep();
  await becomes('paused');
  await rest(31 * MINUTE);
  await sweep();
  await becomes('suspended');
  await rest(31 * DAY);
  await sweep();
  assert.equal((await becomes('closed')).reason, 'Idle');
  await sweep();
  const told = await world.store.audit.list({ via: 'runtime' }, { limit: 9 });
  assert.deepEqual(
    told.map(({ account, verb, name }) => [account, verb, name]),
    [['idle-ladder', 'close', id]],
    'the end alone: the rungs before it stand in the log of the session',
  );
  assert.match(told[0]?.reason ?? '', /^Nothing happened for/);
  assert.deepEqual(await world.leftovers(), []);
});

test('whoever asked is in the log, so that people know whom to ask', async () => {
  await instance.sessions.request(id, 'pause', 'ada');
  await becomes('paused');
  assert.equal((await lastTransition('paused'))?.by, 'ada');
  await instance.sessions.send(id, { content: 'on', by: 'bob' });
  await becomes('idle');
  const resumed = (await instance.sessions.log(id, 0, 200)).findLast(
    ({ type, data }) => type === 'session.idle' && data.from === 'paused',
  );
  assert.equal(resumed?.by, 'bob');
});

test('a running turn, a connected reader and keep-alive each hold it off', async () => {
  const { turn } = await instance.sessions.send(id, { content: 'wait', by: 'admin' });
  await becomes('busy');
  await rest(40 * DAY);
  await sweep();
  assert.equal((await instance.sessions.get(id)).target, 'running');
  world.writeWorkspaceFile(id, 'go', '');
  await instance.sessions.waitTurn(turn.id, WAIT);

  const reader = new AbortController();
  instance.sessions.attach(id, reader.signal);
  // As where the pause is shorter than the time between two notes of who is there.
  await rest(40 * DAY);
  await sweep();
  assert.equal((await instance.sessions.get(id)).target, 'running');
  reader.abort();

  await instance.sessions.keepAlive(id, 60 * MINUTE, 'admin');
  await rest(40 * DAY);
  await sweep();
  assert.equal((await instance.sessions.get(id)).target, 'running');
  await instance.sessions.keepAlive(id, 0, 'admin');
  await rest(6 * MINUTE);
  await sweep();
  await becomes('paused');
});

test('a turn that is frozen or waits is something that happens, so its session is not closed over it', async () => {
  await instance.sessions.send(id, { content: 'wait', by: 'admin' });
  await becomes('busy');
  await instance.sessions.request(id, 'pause', 'admin');
  await becomes('paused');
  await rest(40 * DAY);
  await sweep();
  const row = await instance.sessions.get(id);
  assert.equal(row.target, 'paused');
  assert.ok(row.lastActivityAt > Date.now() - MINUTE);
});

test('a machine that slept or whose clock was put forward wakes to sessions that are all still there', async () => {
  await instance.sessions.request(id, 'suspend', 'admin');
  await becomes('suspended');
  const other = await newSession();
  await world.store.meta.set('idle-watch', JSON.stringify({ at: Date.now() - 40 * DAY, gaps: [] }));
  await rest(40 * DAY);
  await rest(40 * DAY, other);
  await sweep();
  assert.equal((await instance.sessions.get(id)).target, 'suspended');
  assert.equal((await instance.sessions.get(other)).target, 'running');
});

test('a clock put back does not leave sessions running for as long as it had been ahead', async () => {
  await world.store.meta.set('idle-watch', JSON.stringify({ at: Date.now() + DAY, gaps: [] }));
  await rest(-DAY);
  await sweep();
  assert.ok((await instance.sessions.get(id)).lastActivityAt <= Date.now());
});

test('of more paused sessions than may hold memory the longest paused are suspended, and say so', async () => {
  const others = [await newSession(), await newSession()];
  for (const session of [id, ...others]) {
    await instance.sessions.request(session, 'pause', 'admin');
    await becomes('paused', session);
  }
  await sweep();
  const row = await becomes('suspended');
  assert.equal(row.reason, 'TooManyPaused');
  assert.match(row.message, /More than 2 sessions are paused/u);
  for (const session of others) assert.equal((await instance.sessions.get(session)).state, 'paused');
});

test('a paused container that is found ended, as after a restart of the machine, is a suspended session', async () => {
  await instance.sessions.request(id, 'pause', 'admin');
  const { containerId } = await becomes('paused');
  world.engine.killContainer(containerId ?? '');
  const row = await becomes('suspended');
  assert.equal(row.reason, 'MemoryLost');
  assert.match(row.message, /memory is lost, the files are kept/u);
  assert.equal(await answer('on'), '1');
});

test('an engine that can’t freeze leaves the session running and tells why', async () => {
  const refused = new EngineError('ENGINE_REFUSED', 'There is no freezer.');
  world.engine.failNext('containers.pause', refused);
  await instance.sessions.request(id, 'pause', 'admin');
  for await (const event of instance.sessions.events(id, { after: 0, signal: AbortSignal.timeout(15_000) })) {
    if (event.type === 'session.idle' && event.data.reason === 'PauseFailed') break;
  }
  assert.equal((await instance.sessions.get(id)).target, 'running');
  assert.equal(await answer('on'), '1');
});
