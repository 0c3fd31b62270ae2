// The end of a session, from every state and against everything that goes on at the same time.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { EngineError } from '../../../runtime/containers/errors.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionState } from '../../../state/model/session-state.ts';
import { createWorld, type Instance, type World } from './world.ts';

const SLOW = `
import os, time

def process_message(message, context):
    while message == "wait":
        time.sleep(0.01)
    return message
`;

const WAIT = { timeoutMs: 15_000 };

let world: World;
let instance: Instance;
beforeEach(async () => {
  world = await createWorld();
  await world.agent('slow', SLOW);
  instance = await world.start();
});
afterEach(() => world.end());

/** A session in that state. */
async function sessionIn(state: Exclude<SessionState, 'closed'>): Promise<SessionId> {
  const { sessions } = instance;
  if (state === 'init') await world.store.spaces.update(world.space, { image: null }, Date.now());
  if (state === 'error') {
    world.engine.failNext('containers.create', new EngineError('DISK_FULL', 'The disk is full.'));
  }
  const { id } = await sessions.create({ space: world.space, by: 'admin' });
  if (state !== 'init' && state !== 'error') await sessions.waitState(id, ['idle'], WAIT);
  if (state === 'busy') await sessions.send(id, { content: 'wait', by: 'admin' });
  if (state === 'paused') await sessions.request(id, 'pause', 'admin');
  if (state === 'suspended') await sessions.request(id, 'suspend', 'admin');
  assert.equal((await sessions.waitState(id, [state], WAIT)).state, state);
  return id;
}

for (const state of ['init', 'idle', 'busy', 'paused', 'suspended', 'error'] as const) {
  test(`a session that is ${state} can be closed, and only its history stays`, async () => {
    const id = await sessionIn(state);
    await instance.sessions.request(id, 'close', 'admin');
    assert.equal((await instance.sessions.waitState(id, ['closed'], WAIT)).state, 'closed');
    assert.deepEqual(await world.leftovers(), []);
    assert.equal(await world.store.turns.countUnfinished(id), 0);
    const log = await instance.sessions.log(id, 0, 100);
    assert.equal(log.at(-1)?.type, 'session.closed');
    // Asking again is success.
    await instance.sessions.request(id, 'close', 'admin');
  });
}

test('what a person must mend is told, and a retry goes on from there', async () => {
  const id = await sessionIn('error');
  const { reason, hint } = await instance.sessions.get(id);
  assert.equal(reason, 'DiskFull');
  assert.match(hint ?? '', /retry/u);
  await assert.rejects(instance.sessions.send(id, { content: 'hello', by: 'admin' }), {
    code: 'SESSION_STATE',
  });
  await instance.sessions.request(id, 'retry', 'admin');
  assert.equal((await instance.sessions.waitState(id, ['idle'], WAIT)).state, 'idle');
});

test('a closed session takes no message and says what would be possible', async () => {
  const id = await sessionIn('idle');
  await instance.sessions.request(id, 'close', 'admin');
  await instance.sessions.waitState(id, ['closed'], WAIT);
  await assert.rejects(instance.sessions.send(id, { content: 'hello', by: 'admin' }), {
    code: 'SESSION_STATE',
  });
  await assert.rejects(instance.sessions.request(id, 'resume', 'admin'), { code: 'SESSION_STATE' });
});

test('messages sent while it is being closed are refused or cancelled, and never left waiting', async () => {
  const id = await sessionIn('idle');
  const sends = Array.from({ length: 20 }, (_, index) =>
    instance.sessions.send(id, { content: `message ${index}`, by: 'admin' }).then(
      ({ turn }) => turn.id,
      (error: { code?: string }) => {
        assert.equal(error.code, 'SESSION_STATE');
        return undefined;
      },
    ),
  );
  await instance.sessions.request(id, 'close', 'admin');
  const accepted = (await Promise.all(sends)).filter((turn) => turn !== undefined);
  for (const turn of accepted) {
    const { turn: ended } = await instance.sessions.waitTurn(turn, WAIT);
    assert.ok(ended.state === 'done' || ended.state === 'cancelled', ended.state);
  }
  await instance.sessions.waitState(id, ['closed'], WAIT);
  assert.deepEqual(await world.store.tasks.unfinished('turn'), []);
  assert.deepEqual(await world.leftovers(), []);
});

test('objects of a session that the store does not know are removed, and those of open ones are not', async () => {
  const id = await sessionIn('idle');
  const labels = { 'dev.raworc.session': 'ses_nobody' };
  await world.engine.volumes.ensure('lost', { ...labels, 'dev.raworc.kind': 'workspace' });
  await world.engine.volumes.ensure('other', { 'dev.raworc.kind': 'something else' });
  const before = await world.leftovers();
  await instance.resync();
  assert.deepEqual((await world.leftovers()).toSorted(), before.filter((name) => name !== 'lost').toSorted());
  assert.equal((await instance.sessions.get(id)).state, 'idle');
  await world.engine.volumes.remove('other');
});

test('a space has so many sessions at once and not one more, suspended ones not counted', async () => {
  const row = await world.store.spaces.get(world.space);
  const spec = row?.spec as { sessions: object };
  await world.store.spaces.update(
    world.space,
    { spec: { ...spec, sessions: { ...spec.sessions, max: 1 } } },
    Date.now(),
  );
  const id = await sessionIn('suspended');
  await instance.sessions.create({ space: world.space, by: 'admin' });
  await assert.rejects(instance.sessions.create({ space: world.space, by: 'admin' }), {
    code: 'SESSION_LIMIT',
  });
  assert.equal((await instance.sessions.get(id)).state, 'suspended');
});

test('what is misspelt is told with what was likely meant', async () => {
  await assert.rejects(instance.sessions.create({ space: 'saels', by: 'admin' }), {
    code: 'SPACE_NOT_FOUND',
    hint: 'Did you mean "sales"?',
  });
  await assert.rejects(instance.sessions.create({ space: 'sales', agent: 'slwo', by: 'admin' }), {
    code: 'AGENT_NOT_FOUND',
    hint: 'Did you mean "slow"?',
  });
});
