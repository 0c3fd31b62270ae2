// Many sessions talk while the process is killed again and again at moments that nobody chose.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { SessionId } from '../../../state/model/ids.ts';
import { createWorld, type Instance } from './world.ts';

const DIARY = `
import os, time

def process_message(message, context):
    with open(os.path.join(context["workspace"], "diary"), "a") as diary:
        diary.write("%s attempt %d\\n" % (message, context["attempt"]))
    for piece in range(4):
        yield "piece %d " % piece
        time.sleep(0.02)
    yield message
`;

const SESSIONS = 6;
const MESSAGES = 8;
const KILLS = 12;

test('every message has one reply and ran once, whenever the process was killed', async () => {
  const world = await createWorld();
  await world.agent('diary', DIARY);
  let instance: Instance = await world.start();
  let next = Promise.withResolvers<void>();

  /** Asked of whichever process lives, again when it died. */
  async function act<T>(work: (living: Instance) => Promise<T>): Promise<T> {
    for (;;) {
      const outcome = await Promise.race([work(instance).then((value) => ({ value })), next.promise]);
      if (outcome !== undefined) return outcome.value;
    }
  }

  async function talk(session: number): Promise<SessionId> {
    const { id } = await act(({ sessions }) =>
      sessions.create({ space: world.space, by: 'admin', idempotencyKey: `session ${session}` }),
    );
    for (let message = 0; message < MESSAGES; message += 1) {
      const content = `message ${message}`;
      const { turn, reply } = await act(async ({ sessions }) => {
        const sent = await sessions.send(id, { content, by: 'admin', idempotencyKey: content });
        return sessions.waitTurn(sent.turn.id, { timeoutMs: 60_000 });
      });
      assert.equal(reply?.content, `piece 0 piece 1 piece 2 piece 3 ${content}`, JSON.stringify(turn));
      assert.equal(turn.attempt, 1);
    }
    await act(async ({ sessions }) => {
      await sessions.request(id, 'close', 'admin');
      assert.equal((await sessions.waitState(id, ['closed'], { timeoutMs: 60_000 })).state, 'closed');
    });
    return id;
  }

  const talks = Promise.all(Array.from({ length: SESSIONS }, (_, session) => talk(session)));
  for (let kill = 0; kill < KILLS; kill += 1) {
    // Any moment will do, and this one is not waited for: it is the accident.
    await delay(20 + Math.random() * 300);
    await instance.kill();
    const before = next;
    next = Promise.withResolvers();
    instance = await world.start();
    before.resolve();
  }
  for (const id of await talks) {
    const expected = Array.from({ length: MESSAGES }, (_, message) => `message ${message} attempt 1\n`);
    assert.equal(world.workspaceFile(id, 'diary'), expected.join(''));
    const replies = (await world.store.messages.list(id, { limit: 100 })).filter(
      ({ role }) => role === 'agent',
    );
    assert.equal(replies.length, MESSAGES);
  }
  await instance.stop();
  assert.deepEqual(await world.leftovers(), []);
  await world.end();
});
