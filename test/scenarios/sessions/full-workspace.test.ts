// A workspace that holds more than its space allows: messages are refused until there is room again.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import { createWorld, type Instance, type World } from './world.ts';

const ECHO = 'def process_message(message, context):\n    return "did " + message\n';
/** Never ends by itself. */
const WRITER = `import os, threading
def process_message(message, context):
    if message != "write":
        return "did " + message
    with open(os.path.join(context["workspace"], "large"), "wb", buffering=0) as file:
        file.write(bytes(8 << 20))
        threading.Event().wait()
`;
const FLOOD = `import itertools, os
def process_message(message, context):
    for n in itertools.count():
        open(os.path.join(context["workspace"], "f%d" % (n % 5000)), "w").close()
`;
const WAIT = { timeoutMs: 15_000 };
const MEBIBYTE = 1024 * 1024;

let world: World;
let instance: Instance;
let id: SessionId;

beforeEach(async () => {
  world = await createWorld();
  await world.agent('echo', ECHO);
  const spec = (await world.store.spaces.get(world.space))?.spec as SpaceSpec;
  const resources = { ...spec.resources, storage: '1Mi' };
  await world.store.spaces.update(world.space, { spec: { ...spec, resources } }, Date.now());
  instance = await world.start();
  ({ id } = await instance.sessions.create({ space: world.space, by: 'admin' }));
});
afterEach(() => world.end());

async function answer(content: string, idempotencyKey?: string) {
  const key = idempotencyKey === undefined ? {} : { idempotencyKey };
  const { turn } = await instance.sessions.send(id, { content, by: 'admin', ...key });
  return instance.sessions.waitTurn(turn.id, WAIT);
}

async function shows(reason: string): Promise<void> {
  const signal = AbortSignal.timeout(WAIT.timeoutMs);
  for await (const { data } of instance.sessions.events(id, { after: 0, signal })) {
    if ('reason' in data && data.reason === reason) break;
  }
  assert.equal((await instance.sessions.get(id)).reason, reason);
}

/** Until its supervisor has looked. */
async function fill(): Promise<void> {
  await answer('on');
  world.writeWorkspaceFile(id, 'large', 'x'.repeat(2 * MEBIBYTE));
  await assert.rejects(
    async () => {
      for (;;) await answer('on');
    },
    (error: { code?: string; hint?: string }) => {
      assert.equal(error.code, 'WORKSPACE_FULL');
      assert.match(error.hint ?? '', /raworc session exec .* resources\.storage/u);
      return true;
    },
  );
}

test('it takes no message while it is too full, and the next one as soon as there is room', async () => {
  await fill();
  await assert.rejects(answer('on'), { code: 'WORKSPACE_FULL' });
  world.writeWorkspaceFile(id, 'large', '');
  assert.equal((await answer('on')).reply?.content, 'did on');
});

test('an agent that goes on writing is stopped in mid-turn, the session says so, and it goes on once there is room', async () => {
  await world.agent('echo', WRITER);
  const turn = (await answer('write')).turn;
  assert.deepEqual([turn.state, turn.error?.code], ['failed', 'WORKSPACE_FULL']);
  assert.match(turn.error?.hint ?? '', /resources\.storage/u);
  await shows('WorkspaceFull');
  await assert.rejects(answer('on'), { code: 'WORKSPACE_FULL' });
  assert.equal((await instance.sessions.get(id)).state, 'idle');
  world.writeWorkspaceFile(id, 'large', '');
  await shows('WorkspaceHasRoom');
  assert.equal((await answer('on')).reply?.content, 'did on');
});

test('a runtime that comes back finds a session that was stopped without it', async () => {
  await world.agent('echo', WRITER);
  const { turn } = await instance.sessions.send(id, { content: 'write', by: 'admin' });
  await instance.sessions.waitState(id, ['busy'], WAIT);
  await instance.kill();
  instance = await world.start();
  const ended = await instance.sessions.waitTurn(turn.id, WAIT);
  assert.deepEqual([ended.turn.state, ended.turn.error?.code], ['failed', 'WORKSPACE_FULL']);
  await shows('WorkspaceFull');
});

test('files are limited in number too, for inodes run out before bytes do', async () => {
  const spec = (await world.store.spaces.get(world.space))?.spec as SpaceSpec;
  const resources = { ...spec.resources, storage: '1Gi', files: 100 };
  await world.store.spaces.update(world.space, { spec: { ...spec, resources } }, Date.now());
  ({ id } = await instance.sessions.create({ space: world.space, by: 'admin' }));
  await world.agent('echo', FLOOD);
  const { turn } = await answer('write');
  assert.deepEqual([turn.state, turn.error?.code], ['failed', 'WORKSPACE_FULL']);
});

test('a larger limit makes room too', async () => {
  await fill();
  const spec = (await world.store.spaces.get(world.space))?.spec as SpaceSpec;
  const resources = { ...spec.resources, storage: '10Mi' };
  await world.store.spaces.update(world.space, { spec: { ...spec, resources } }, Date.now());
  assert.equal((await answer('on')).reply?.content, 'did on');
});

test('a turn that waits while it is too full fails and says so, instead of failing somewhere in the agent', async () => {
  await fill();
  await instance.sessions.request(id, 'pause', 'admin');
  await instance.sessions.waitState(id, ['paused'], WAIT);
  const { turn } = await answer('on');
  assert.deepEqual([turn.state, turn.error?.code], ['failed', 'WORKSPACE_FULL']);
});

test('a message that was accepted before is known under its key, however full it is since', async () => {
  const first = await answer('once', 'key');
  await fill();
  assert.equal((await answer('once', 'key')).turn.id, first.turn.id);
});
