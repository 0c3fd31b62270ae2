// Forks: what they take along, from which states, and what becomes of them when something goes wrong on the way.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { workspaceName } from '../../../runtime/sessions/names.ts';
import { EngineError } from '../../../runtime/containers/errors.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionState } from '../../../state/model/session-state.ts';
import { createWorld, type Instance, type World } from './world.ts';

/** Notes what it hears, and then answers when it is let. */
const NOTES = `
import os, time

def process_message(message, context):
    notes = os.path.join(context["workspace"], "notes")
    with open(notes, "a") as file:
        file.write(message + "\\n")
    while message == "wait" and not os.path.exists(os.path.join(context["workspace"], "go")):
        time.sleep(0.01)
    return "noted %s after %d" % (message, len(context["history"]))
`;

const WAIT = { timeoutMs: 15_000 };

let world: World;
let instance: Instance;
beforeEach(async () => {
  world = await createWorld();
  await world.agent('notes', NOTES);
  instance = await world.start();
});
afterEach(() => world.end());

const reach = async (id: SessionId, state: SessionState) => {
  const row = await instance.sessions.waitState(id, [state, 'error'], WAIT);
  assert.equal(row.state, state, `${row.reason}: ${row.message}`);
  return row;
};

async function say(id: SessionId, content: string): Promise<string | undefined> {
  const { turn } = await instance.sessions.send(id, { content, by: 'admin' });
  return (await instance.sessions.waitTurn(turn.id, WAIT)).reply?.content;
}

async function sessionWithNotes(...notes: readonly string[]): Promise<SessionId> {
  const { id } = await instance.sessions.create({ space: world.space, by: 'admin', metadata: { ticket: 7 } });
  await reach(id, 'idle');
  for (const note of notes) await say(id, note);
  return id;
}

const contents = async (id: SessionId) =>
  (await instance.sessions.messages(id, { limit: 100 })).map(({ role, content }) => `${role}: ${content}`);

test('a fork has the files, the history and the name of its parent, and goes its own way from there', async () => {
  const id = await sessionWithNotes('one');
  const [fork] = await instance.sessions.fork(id, { by: 'admin' });
  assert.ok(fork);
  assert.deepEqual([fork.state, fork.parentId, fork.awaits], ['init', id, 'copy']);
  assert.deepEqual(fork.metadata, { ticket: 7 });
  await reach(fork.id, 'idle');
  assert.equal(world.workspaceFile(fork.id, 'notes'), 'one\n');
  assert.equal(await say(fork.id, 'two'), 'noted two after 2', 'its agent is given the history');
  assert.equal(await say(id, 'other'), 'noted other after 2');
  assert.equal(world.workspaceFile(id, 'notes'), 'one\nother\n');
  assert.equal(world.workspaceFile(fork.id, 'notes'), 'one\ntwo\n');
  assert.deepEqual(await contents(fork.id), [
    'user: one',
    'agent: noted one after 0',
    'user: two',
    'agent: noted two after 2',
  ]);
  const parentLog = await instance.sessions.log(id, 0, 100);
  const forked = parentLog.find(({ type }) => type === 'session.forked');
  assert.deepEqual(forked?.data, { forks: [fork.id], at: null });
  const types = (await instance.sessions.log(fork.id, 0, 100)).map(({ type }) => type);
  assert.deepEqual(types.slice(0, 3), ['session.init', 'session.copied', 'session.idle']);
});

test('a fork at a message has the history of then and the files of now, and says so', async () => {
  const id = await sessionWithNotes('one', 'two');
  const [, reply] = await instance.sessions.messages(id, { limit: 10 });
  assert.ok(reply);
  const [fork] = await instance.sessions.fork(id, { by: 'admin', at: reply.id });
  assert.ok(fork);
  assert.equal(fork.parentMessageId, reply.id);
  await reach(fork.id, 'idle');
  assert.deepEqual(await contents(fork.id), ['user: one', 'agent: noted one after 0']);
  assert.equal(world.workspaceFile(fork.id, 'notes'), 'one\ntwo\n');
  const [first] = await instance.sessions.log(fork.id, 0, 1);
  assert.match(JSON.stringify(first?.data), /files are those of now, not of then/u);
});

test('several forks are made by one copy, and the same key makes them once', async () => {
  const id = await sessionWithNotes('one');
  const ask = () => instance.sessions.fork(id, { by: 'admin', count: 3, idempotencyKey: 'three' });
  const forks = await ask();
  assert.equal(forks.length, 3);
  for (const fork of forks) {
    await reach(fork.id, 'idle');
    assert.equal(world.workspaceFile(fork.id, 'notes'), 'one\n');
  }
  const ids = (rows: readonly { readonly id: string }[]) => rows.map((row) => row.id).sort();
  assert.deepEqual(ids(await ask()), ids(forks));
  const other = await sessionWithNotes();
  const reused = instance.sessions.fork(other, { by: 'admin', idempotencyKey: 'three' });
  await assert.rejects(reused, { code: 'IDEMPOTENCY_KEY_TAKEN' });
  const { root } = await instance.sessions.tree(forks[1]?.id ?? id);
  assert.equal(root.row.id, id);
  assert.deepEqual(ids(root.forks.map(({ row }) => row)), ids(forks));
});

test('a turn in flight goes on in the parent as if nothing had happened, and not in the fork', async () => {
  const id = await sessionWithNotes();
  const { turn } = await instance.sessions.send(id, { content: 'wait', by: 'admin' });
  while (world.workspaceFile(id, 'notes') === '') await setImmediate();
  const [fork] = await instance.sessions.fork(id, { by: 'admin' });
  assert.ok(fork);
  await reach(fork.id, 'idle');
  assert.equal(world.workspaceFile(fork.id, 'notes'), 'wait\n');
  assert.equal((await instance.sessions.get(id)).state, 'busy');
  world.writeWorkspaceFile(id, 'go', '');
  const { reply, turn: ended } = await instance.sessions.waitTurn(turn.id, WAIT);
  assert.deepEqual([reply?.content, ended.attempt], ['noted wait after 0', 1]);
  assert.deepEqual(await contents(fork.id), ['user: wait']);
});

for (const state of ['paused', 'suspended'] as const) {
  test(`a session that is ${state} is forked and stays ${state}`, async () => {
    const id = await sessionWithNotes('one');
    await instance.sessions.request(id, state === 'paused' ? 'pause' : 'suspend', 'admin');
    await reach(id, state);
    const [fork] = await instance.sessions.fork(id, { by: 'admin' });
    assert.ok(fork);
    await reach(fork.id, 'idle');
    assert.equal(world.workspaceFile(fork.id, 'notes'), 'one\n');
    assert.equal((await instance.sessions.get(id)).state, state);
  });
}

test('a session that is being suspended is forked, whichever comes first', async () => {
  const id = await sessionWithNotes('one');
  await instance.sessions.request(id, 'suspend', 'admin');
  const [fork] = await instance.sessions.fork(id, { by: 'admin' });
  assert.ok(fork);
  await reach(fork.id, 'idle');
  await reach(id, 'suspended');
  assert.equal(world.workspaceFile(fork.id, 'notes'), 'one\n');
});

test('a session that failed is forked, for its files are still there', async () => {
  const id = await sessionWithNotes('one');
  await instance.sessions.request(id, 'suspend', 'admin');
  await reach(id, 'suspended');
  world.engine.failNext('containers.create', new EngineError('DISK_FULL', 'The disk is full.'));
  await instance.sessions.request(id, 'resume', 'admin');
  assert.equal((await instance.sessions.waitState(id, ['error'], WAIT)).state, 'error');
  const [fork] = await instance.sessions.fork(id, { by: 'admin' });
  assert.ok(fork);
  await reach(fork.id, 'idle');
  assert.equal(world.workspaceFile(fork.id, 'notes'), 'one\n');
});

test('closing a session gives its forks first what they were promised', async () => {
  const id = await sessionWithNotes('one');
  const [fork] = await instance.sessions.fork(id, { by: 'admin' });
  assert.ok(fork);
  await instance.sessions.request(id, 'close', 'admin');
  await reach(id, 'closed');
  await reach(fork.id, 'idle');
  assert.equal(world.workspaceFile(fork.id, 'notes'), 'one\n');
  assert.equal((await instance.sessions.tree(fork.id)).root.row.state, 'closed', 'the lineage stays');
});

test('a fork that is closed before it has its files takes nothing with it', async () => {
  const id = await sessionWithNotes('one');
  const [fork, other] = await instance.sessions.fork(id, { by: 'admin', count: 2 });
  assert.ok(fork && other);
  await instance.sessions.request(fork.id, 'close', 'admin');
  await reach(fork.id, 'closed');
  await reach(other.id, 'idle');
  assert.equal(await say(id, 'two'), 'noted two after 2');
});

test('forks of a session whose volume is gone fail with what can be done, and a retry tries again', async () => {
  const id = await sessionWithNotes('one');
  await instance.sessions.request(id, 'suspend', 'admin');
  await reach(id, 'suspended');
  // As somebody does who has the rights for it.
  const volume = world.engine.world.volumes.get(workspaceName(id));
  world.engine.world.volumes.delete(workspaceName(id));
  const [fork] = await instance.sessions.fork(id, { by: 'admin' });
  assert.ok(fork);
  const failed = await instance.sessions.waitState(fork.id, ['error'], WAIT);
  assert.equal(failed.reason, 'ParentWorkspaceLost');
  assert.ok(failed.hint);
  if (volume !== undefined) world.engine.world.volumes.set(volume.name, volume);
  await instance.sessions.request(fork.id, 'retry', 'admin');
  await reach(fork.id, 'idle');
});

test('a copy that fails is told to the fork, and the parent goes on', async () => {
  const id = await sessionWithNotes('one');
  world.engine.failNext('containers.create', new EngineError('DISK_FULL', 'The disk is full.'));
  const [fork] = await instance.sessions.fork(id, { by: 'admin' });
  assert.ok(fork);
  const failed = await instance.sessions.waitState(fork.id, ['error'], WAIT);
  assert.equal(failed.reason, 'DiskFull');
  assert.equal(await say(id, 'two'), 'noted two after 2');
  await instance.sessions.request(fork.id, 'retry', 'admin');
  await reach(fork.id, 'idle');
  assert.equal(world.workspaceFile(fork.id, 'notes'), 'one\ntwo\n');
});

test('what was left in a fork by an attempt before is not mixed with what is copied', async () => {
  await instance.stop();
  let attempts = 0;
  instance = await world.start({
    async checkpoint(name) {
      if (name !== 'session.copy-begun') return;
      attempts += 1;
      if (attempts > 1) return;
      const [waiting] = await world.store.sessions.awaitingCopyOf(id);
      assert.ok(waiting);
      world.writeWorkspaceFile(waiting.id, 'half', 'left behind');
      throw new EngineError('ENGINE_UNREACHABLE', 'It went away in the middle.');
    },
  });
  const id = await sessionWithNotes('one');
  const [fork] = await instance.sessions.fork(id, { by: 'admin' });
  assert.ok(fork);
  await reach(fork.id, 'idle');
  assert.equal(attempts, 2);
  assert.deepEqual(readdirSync(world.folderOf(fork.id)).sort(), readdirSync(world.folderOf(id)).sort());
});

test('what can’t be forked says so: one that starts, is closed, or is being closed', async () => {
  await world.store.spaces.update(world.space, { image: null }, Date.now());
  const { id } = await instance.sessions.create({ space: world.space, by: 'admin' });
  const fork = () => instance.sessions.fork(id, { by: 'admin' });
  await assert.rejects(fork(), { code: 'SESSION_STATE', message: /still starting/u });
  await instance.sessions.request(id, 'close', 'admin');
  await assert.rejects(fork(), { code: 'SESSION_STATE' });
  await reach(id, 'closed');
  await assert.rejects(fork(), { code: 'SESSION_STATE', message: /closed/u });
});

test('a message that is unknown, or of another session, is no place to fork at', async () => {
  const [id, other] = [await sessionWithNotes('one'), await sessionWithNotes('two')];
  const [foreign] = await instance.sessions.messages(other, { limit: 1 });
  for (const at of ['msg_unknown', foreign?.id ?? '']) {
    await assert.rejects(instance.sessions.fork(id, { by: 'admin', at }), { code: 'MESSAGE_NOT_FOUND' });
  }
  assert.deepEqual((await instance.sessions.tree(id)).root.forks, [], 'nothing was made');
});

test('forks count as sessions of their space', async () => {
  const id = await sessionWithNotes();
  const forking = instance.sessions.fork(id, { by: 'admin', count: 50 });
  await assert.rejects(forking, { code: 'SESSION_LIMIT' });
});
