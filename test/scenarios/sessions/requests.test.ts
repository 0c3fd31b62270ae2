// What people want of a session at the same moment, and what can't be had any more: each is told truthfully.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { workspaceName } from '../../../runtime/sessions/names.ts';
import { RaworcError } from '../../../state/model/errors.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionRequest } from '../../../state/model/session-state.ts';
import { createWorld, type Instance, type World } from './world.ts';

const ECHO = 'def process_message(message, context):\n    return "did " + message\n';
const WAIT = { timeoutMs: 15_000 };

let world: World;
let instance: Instance;
let id: SessionId;

beforeEach(async () => {
  world = await createWorld();
  await world.agent('echo', ECHO);
  instance = await world.start();
  ({ id } = await instance.sessions.create({ space: world.space, by: 'admin' }));
  await instance.sessions.waitState(id, ['idle'], WAIT);
});
afterEach(() => world.end());

const ask = (request: SessionRequest) => instance.sessions.request(id, request, 'admin');
async function becomes(state: 'paused' | 'suspended' | 'closed' | 'idle' | 'error'): Promise<void> {
  assert.equal((await instance.sessions.waitState(id, [state], WAIT)).state, state);
}
async function answer(content: string): Promise<string | undefined> {
  const { turn } = await instance.sessions.send(id, { content, by: 'admin' });
  return (await instance.sessions.waitTurn(turn.id, WAIT)).reply?.content;
}
const reasons = async () =>
  (await instance.sessions.log(id, 0, 200)).flatMap(({ data }) => ('reason' in data ? [data.reason] : []));

test('what is not possible says in which state, and what is', async () => {
  await ask('suspend');
  await becomes('suspended');
  await assert.rejects(ask('pause'), (error: unknown) => {
    assert.ok(error instanceof RaworcError);
    assert.equal(error.code, 'SESSION_STATE');
    assert.deepEqual(error.details, { state: 'suspended', legal: ['resume', 'close'] });
    return true;
  });
  await assert.rejects(ask('retry'), { code: 'SESSION_STATE' });
});

test('what is closed stays so, whatever is asked of it', async () => {
  await ask('close');
  await becomes('closed');
  for (const request of ['pause', 'resume', 'suspend', 'retry'] as const) {
    await assert.rejects(ask(request), { code: 'SESSION_STATE' });
  }
  await assert.rejects(instance.sessions.keepAlive(id, 1000, 'admin'), { code: 'SESSION_STATE' });
  const { state } = await instance.sessions.waitState(id, ['idle'], { timeoutMs: 60_000 });
  assert.equal(state, 'closed', 'and whoever waits for something else is told at once');
});

test('people who pause, resume, suspend, send and close at once leave one closed session and no open turn', async () => {
  const asks = (['pause', 'resume', 'suspend', 'resume', 'pause', 'suspend'] as const).map((request) =>
    ask(request).then(
      () => undefined,
      (error: { code?: string }) => assert.equal(error.code, 'SESSION_STATE'),
    ),
  );
  const sends = ['a', 'b', 'c'].map((content) => instance.sessions.send(id, { content, by: 'admin' }));
  await Promise.all(asks);
  const turns = await Promise.all(sends);
  await ask('close');
  await becomes('closed');
  for (const { turn } of turns) {
    const { state } = (await instance.sessions.waitTurn(turn.id, WAIT)).turn;
    assert.ok(state === 'done' || state === 'cancelled', state);
  }
  assert.deepEqual(await world.store.tasks.unfinished('turn'), []);
  assert.deepEqual(await world.leftovers(), []);
});

test('a request that nobody was left to carry out is carried out by the sweep, for it has a deadline', async () => {
  await instance.stop();
  await world.store.sessions.change(id, (await world.store.sessions.get(id))?.version ?? 0, {
    target: 'paused',
    deadlineAt: Date.now() - 1,
  });
  instance = await world.start();
  await instance.runtime.control.sweep();
  await becomes('paused');
});

test('every request has a deadline until it is carried out', async () => {
  const requested = await ask('pause');
  assert.notEqual(requested.deadlineAt, null);
  await becomes('paused');
  assert.equal((await instance.sessions.get(id)).deadlineAt, null);
  assert.notEqual((await ask('resume')).deadlineAt, null);
  await becomes('idle');
  assert.equal((await instance.sessions.get(id)).deadlineAt, null);
});

test('a pause that is taken back before it came leaves the session as it was', async () => {
  await ask('pause');
  await ask('resume');
  await becomes('idle');
  assert.equal(await answer('on'), 'did on');
});

test('a workspace that is gone is never replaced in silence; a retry accepts an empty one and says so', async () => {
  await ask('suspend');
  await becomes('suspended');
  await world.engine.volumes.remove(workspaceName(id));
  await ask('resume');
  await becomes('error');
  const { reason, hint } = await instance.sessions.get(id);
  assert.equal(reason, 'WorkspaceLost');
  assert.match(hint ?? '', /empty workspace.*raworc session retry/u);
  await assert.rejects(instance.sessions.send(id, { content: 'on', by: 'admin' }), {
    code: 'SESSION_STATE',
    details: { state: 'error', legal: ['retry', 'close'] },
  });
  assert.deepEqual(await world.leftovers(), [], 'no empty one was made meanwhile');
  await ask('retry');
  await becomes('idle');
  assert.ok((await reasons()).includes('WorkspaceReplaced'));
  assert.equal(await answer('on'), 'did on');

  await ask('suspend');
  await becomes('suspended');
  await world.engine.volumes.remove(workspaceName(id));
  await ask('resume');
  await becomes('error');
  assert.equal((await instance.sessions.get(id)).reason, 'WorkspaceLost', 'once accepted is not for ever');
});

test('a clock put back does not make a container look as if somebody had started it again', async () => {
  const row = await instance.sessions.get(id);
  // As the next turn would leave it.
  await world.store.sessions.change(id, row, { since: row.since - 3_600_000 });
  await instance.runtime.control.reconcile(id, { signal: new AbortController().signal });
  const after = await instance.sessions.get(id);
  assert.deepEqual([after.state, after.containerId], ['idle', row.containerId]);
});

test('a container that was started again behind our back has lost its memory, so it is replaced', async () => {
  const { containerId, startedAt } = await instance.sessions.get(id);
  assert.notEqual(startedAt, null);
  await instance.stop();
  await world.engine.containers.stop(containerId ?? '');
  await world.engine.containers.start(containerId ?? '');
  instance = await world.start();
  instance.nudge(id);
  assert.equal(await answer('on'), 'did on');
  assert.notEqual((await instance.sessions.get(id)).containerId, containerId);
  assert.ok((await reasons()).includes('ContainerLost'));
});
