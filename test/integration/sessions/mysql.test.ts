// What only a database with many connections can show: writers that meet at the same session.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { createWorld, type Instance, type World } from '../../scenarios/sessions/world.ts';
import { createDatabase, ensureDatabase, type ScratchDatabase } from '../../support/machine/database.ts';

const ECHO = `
import os

def process_message(message, context):
    with open(os.path.join(context["workspace"], "diary"), "a") as diary:
        diary.write("%s attempt %d\\n" % (message, context["attempt"]))
    return message
`;

const WAIT = { timeoutMs: 30_000 };

let server: ScratchDatabase;
let database: ScratchDatabase;
let world: World;
let instance: Instance;
before(async () => {
  server = await ensureDatabase();
});
after(() => server.stop());
beforeEach(async () => {
  database = await createDatabase(server.url);
  world = await createWorld({ databaseUrl: database.url });
  await world.agent('echo', ECHO);
  instance = await world.start();
});
afterEach(async () => {
  await world.end();
  await database.stop();
});

async function openSession(key: string) {
  const { id } = await instance.sessions.create({ space: world.space, by: 'admin', idempotencyKey: key });
  await instance.sessions.waitState(id, ['idle'], WAIT);
  return id;
}

test('the same key a hundred times at once makes one session and one turn', async () => {
  const asked = { space: world.space, by: 'admin', idempotencyKey: 'hundred' };
  const created = await Promise.all(Array.from({ length: 100 }, () => instance.sessions.create(asked)));
  assert.equal(new Set(created.map(({ id }) => id)).size, 1);
  const id = await openSession('hundred');
  const message = { content: 'once', by: 'admin', idempotencyKey: 'key' };
  const sent = await Promise.all(Array.from({ length: 100 }, () => instance.sessions.send(id, message)));
  const turns = [...new Set(sent.map(({ turn }) => turn.id))];
  assert.equal(turns.length, 1);
  for (const turn of turns) await instance.sessions.waitTurn(turn, WAIT);
  assert.equal(world.workspaceFile(id, 'diary'), 'once attempt 1\n');
});

test('of many who do not want to queue exactly one is taken', async () => {
  // Without an image nothing runs, so that the one that is taken stays in flight.
  await world.store.spaces.update(world.space, { image: null }, Date.now());
  const { id } = await instance.sessions.create({ space: world.space, by: 'admin' });
  const sent = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      instance.sessions.send(id, { content: `${index}`, strategy: 'reject', by: 'admin' }),
    ),
  );
  const refused = sent.filter((each) => each.status === 'rejected');
  for (const { reason } of refused) assert.equal((reason as { code?: string }).code, 'TURN_IN_FLIGHT');
  assert.equal(refused.length, 19);
});

test('messages sent while a session is closed are answered or cancelled, never left', async () => {
  const id = await openSession('close');
  const sends = Array.from({ length: 20 }, (_, index) =>
    instance.sessions.send(id, { content: `${index}`, by: 'admin' }).then(
      ({ turn }) => turn.id,
      () => undefined,
    ),
  );
  await instance.sessions.request(id, 'close', 'admin');
  for (const turn of await Promise.all(sends)) {
    if (turn === undefined) continue;
    const { turn: ended } = await instance.sessions.waitTurn(turn, WAIT);
    assert.ok(ended.state === 'done' || ended.state === 'cancelled', ended.state);
  }
  await instance.sessions.waitState(id, ['closed'], WAIT);
  assert.equal(await world.store.turns.countUnfinished(id), 0);
});

test('two processes share the sessions: each message is answered once, whoever runs it', async () => {
  const id = await openSession('shared');
  const other = await world.start();
  const said = Array.from({ length: 10 }, (_, index) => `message ${index}`);
  for (const [index, content] of said.entries()) {
    const { sessions } = index % 2 === 0 ? instance : other;
    const { turn } = await sessions.send(id, { content, by: 'admin' });
    const { reply } = await sessions.waitTurn(turn.id, WAIT);
    assert.equal(reply?.content, content);
  }
  assert.equal(world.workspaceFile(id, 'diary'), said.map((content) => `${content} attempt 1\n`).join(''));
});
