// Very large messages and replies: each ends in a reply or a stated failure, and the session is as good as before.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SessionId } from '../../../state/model/ids.ts';
import { createWorld, type Instance, type World } from './world.ts';

const AGENT = `
def process_message(message, context):
    if message == "whole":
        return "x" * 50_000_000
    if message == "pieces":
        return ("x" * 1_000_000 for _ in range(50))
    if message == "ok":
        return "fine"
    return str(len(message))
`;

const WAIT = { timeoutMs: 60_000 };
const MIB = 1024 * 1024;

let world: World;
let instance: Instance;
let id: SessionId;

before(async () => {
  world = await createWorld();
  await world.agent('large', AGENT);
  instance = await world.start();
  ({ id } = await instance.sessions.create({ space: world.space, by: 'admin' }));
  await instance.sessions.waitState(id, ['idle'], WAIT);
});
after(() => world.end());

async function ask(content: string): Promise<string | undefined> {
  const { turn } = await instance.sessions.send(id, { content, by: 'admin' });
  const { turn: ended, reply } = await instance.sessions.waitTurn(turn.id, WAIT);
  if (ended.state === 'failed') assert.ok(ended.error?.hint, 'a failure says what to do');
  return reply?.content ?? ended.error?.code;
}

for (const how of ['whole', 'pieces']) {
  test(`a reply of 50 MB, given ${how}, is refused by its size, and the next message is answered`, async () => {
    assert.equal(await ask(how), 'REPLY_TOO_LARGE');
    assert.equal(await ask('ok'), 'fine');
    assert.equal((await instance.sessions.get(id)).state, 'idle');
  });
}

test('a message just below the limit reaches its agent, whatever it is made of', async () => {
  assert.equal(await ask('x'.repeat(8 * MIB)), String(8 * MIB));
  // Each of them takes six bytes in JSON.
  assert.equal(await ask('\u0001'.repeat(4 * MIB)), String(4 * MIB));
});

test('one above it is refused before anything is written, with what to do instead', async () => {
  const last = await instance.sessions.lastEvent(id);
  await assert.rejects(ask('x'.repeat(8 * MIB + 1)), { code: 'MESSAGE_TOO_LARGE' });
  assert.equal(await instance.sessions.lastEvent(id), last);
});

test('one that no supervisor could be given fails, and does not hold up the next', async () => {
  assert.equal(await ask('\u0001'.repeat(8 * MIB)), 'COMMAND_TOO_LARGE');
  assert.equal(await ask('ok'), 'fine');
});
