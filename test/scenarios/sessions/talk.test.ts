// A session from its creation to its end: what people see of it, and what is left of it.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createWorld, type Instance, type World } from './world.ts';

const ECHO = `
def process_message(message, context):
    with open("/dev/null"):
        pass
    return "echo: " + message
`;

let world: World;
let instance: Instance;
beforeEach(async () => {
  world = await createWorld();
  await world.agent('echo', ECHO);
  instance = await world.start();
});
afterEach(() => world.end());

const TIMEOUT = { timeoutMs: 10_000 };

test('a message is answered and the session is ready again, which is all that most people do', async () => {
  const { sessions } = instance;
  const created = await sessions.create({ space: world.space, by: 'admin' });
  assert.equal(created.state, 'init');
  const idle = await sessions.waitState(created.id, ['idle'], TIMEOUT);
  assert.equal(idle.state, 'idle');
  const { turn } = await sessions.send(created.id, { content: 'hello', by: 'admin' });
  const { turn: ended, reply } = await sessions.waitTurn(turn.id, TIMEOUT);
  assert.equal(ended.state, 'done');
  assert.equal(ended.attempt, 1);
  assert.equal(reply?.content, 'echo: hello');
  assert.equal((await sessions.get(created.id)).state, 'idle');
  const log = await sessions.log(created.id, 0, 100);
  assert.deepEqual(
    log.map(({ type }) => type),
    [
      'session.init',
      'session.idle',
      'user.message',
      'route.decided',
      'turn.started',
      'session.busy',
      'agent.message',
      'session.idle',
    ],
  );
});
