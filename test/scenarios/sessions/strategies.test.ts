// What becomes of a message that comes while others are being answered, and of turns that take too long.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { SessionId, TurnId } from '../../../state/model/ids.ts';
import type { NewMessage } from '../../../runtime/sessions/sessions.ts';
import { createWorld, type Instance, type World } from './world.ts';

/** Answers once the file is there that the message names; the first word of the message is only said. */
const PATIENT = `
import os, time

def process_message(message, context):
    while not os.path.exists(os.path.join(context["workspace"], message)):
        time.sleep(0.005)
    return message
`;

const WAIT = { timeoutMs: 20_000 };

let world: World;
let instance: Instance;
let id: SessionId;

beforeEach(async () => {
  world = await createWorld();
  await world.agent('patient', PATIENT, { timeout_seconds: 60 });
  instance = await world.start();
  ({ id } = await instance.sessions.create({ space: world.space, by: 'admin' }));
  await instance.sessions.waitState(id, ['idle'], WAIT);
});
afterEach(() => world.end());

const send = async (content: string, more: Partial<NewMessage> = {}): Promise<TurnId> =>
  (await instance.sessions.send(id, { content, by: 'admin', ...more })).turn.id;

const answer = (message: string): void => world.writeWorkspaceFile(id, message, '');

const ended = async (turn: TurnId) => {
  const { turn: row, reply } = await instance.sessions.waitTurn(turn, WAIT);
  return row.state === 'done' ? reply?.content : (row.error?.code ?? row.state);
};

async function running(turn: TurnId): Promise<void> {
  for await (const event of instance.sessions.events(id, { after: 0, signal: AbortSignal.timeout(20_000) })) {
    if (event.type === 'turn.started' && event.data.turn_id === turn) return;
  }
  throw new Error(`${turn} was not started.`);
}

test('a message that interrupts ends what runs and what waits, and is answered next', async () => {
  const [first, second] = [await send('first'), await send('second')];
  await running(first);
  answer('now');
  const third = await send('now', { strategy: 'interrupt' });
  assert.equal(await ended(third), 'now');
  const views = await Promise.all([first, second].map((turn) => instance.sessions.turn(turn)));
  for (const { turn } of views) {
    assert.deepEqual([turn.state, turn.error?.code], ['cancelled', 'INTERRUPTED_BY_MESSAGE']);
    assert.ok(turn.error?.hint);
  }
  assert.equal((await instance.sessions.get(id)).state, 'idle');
  answer('first');
  assert.equal(await ended(await send('first')), 'first', 'the session is as good as before');
});

test('interrupting where nothing runs is sending', async () => {
  answer('x');
  assert.equal(await ended(await send('x', { strategy: 'interrupt' })), 'x');
});

test('messages that interrupt each other at the same time leave one that is answered', async () => {
  answer('x');
  const turns = await Promise.all(Array.from({ length: 8 }, () => send('x', { strategy: 'interrupt' })));
  const ends = await Promise.all(turns.map(ended));
  assert.ok(ends.includes('x'));
  assert.deepEqual(
    ends.filter((end) => end !== 'x' && end !== 'INTERRUPTED_BY_MESSAGE'),
    [],
  );
  assert.equal((await instance.sessions.waitState(id, ['idle'], WAIT)).state, 'idle');
});

test('a message that does not want to wait is refused, and leaves nothing behind', async () => {
  const first = await send('first');
  await assert.rejects(send('second', { strategy: 'reject' }), { code: 'TURN_IN_FLIGHT' });
  answer('first');
  assert.equal(await ended(first), 'first');
  assert.equal((await instance.sessions.messages(id, { limit: 9 })).length, 2);
});

test('cancelling a session ends all of its turns, and doing so again is nothing', async () => {
  const turns = [await send('first'), await send('second')];
  await running(turns[0] as TurnId);
  const { row, cancelled } = await instance.sessions.cancelTurns(id, 'admin');
  assert.deepEqual(cancelled, turns);
  assert.equal(row.state, 'idle');
  assert.deepEqual(await Promise.all(turns.map(ended)), ['CANCELLED', 'CANCELLED']);
  assert.deepEqual((await instance.sessions.cancelTurns(id, 'admin')).cancelled, []);
  answer('third');
  assert.equal(await ended(await send('third')), 'third');
});

test('a paused session can be cancelled and the runtime stopped, for what is frozen does not answer', async () => {
  const turn = await send('first');
  await running(turn);
  await instance.sessions.request(id, 'pause', 'admin');
  await instance.sessions.waitState(id, ['paused'], WAIT);
  await instance.sessions.cancelTurns(id, 'admin');
  assert.equal(await ended(turn), 'CANCELLED');
  await instance.stop();
  instance = await world.start();
  answer('next');
  assert.equal(await ended(await send('next')), 'next');
});

test('a turn may be given less time than its agent allows, and not more', async () => {
  assert.equal(await ended(await send('never', { timeoutSeconds: 0.2 })), 'TURN_TIMEOUT');
  await assert.rejects(send('never', { timeoutSeconds: 61 }), { code: 'TIMEOUT_TOO_LONG' });
  const first = await send('first');
  const queued = await send('never', { timeoutSeconds: 0.2 });
  answer('first');
  assert.deepEqual([await ended(first), await ended(queued)], ['first', 'TURN_TIMEOUT']);
});

test('a turn that may only wait so long fails where it has not begun by then, and only there', async () => {
  const first = await send('first', { queueTimeoutSeconds: 0.1 });
  await running(first);
  const second = await send('second', { queueTimeoutSeconds: 0.1 });
  assert.equal(await ended(second), 'QUEUE_TIMEOUT');
  answer('first');
  assert.equal(await ended(first), 'first');
});

test('one whose process died while it waited is found by the sweep', async () => {
  await send('first');
  const second = await send('second', { queueTimeoutSeconds: 60 });
  await instance.kill();
  await world.store.turns.change(second, ['queued'], { queueUntil: 1 });
  instance = await world.start();
  await instance.runtime.control.sweep();
  assert.equal(await ended(second), 'QUEUE_TIMEOUT');
});

test('what is urgent stands before the rest in the queue, whoever wrote it', async () => {
  await send('first');
  for (const priority of ['low', 'normal', 'high'] as const) await send('second', { priority });
  const tasks = await world.store.tasks.unfinished('turn');
  assert.deepEqual(
    tasks.map(({ priority }) => priority),
    [10, 0, 10, 20],
  );
});

test('the same key a hundred times at once is one turn', async () => {
  answer('x');
  const views = await Promise.all(
    Array.from({ length: 100 }, () =>
      instance.sessions.send(id, { content: 'x', by: 'admin', idempotencyKey: 'k' }),
    ),
  );
  assert.equal(new Set(views.map(({ turn }) => turn.id)).size, 1);
  assert.equal(views.filter(({ isRepeated }) => isRepeated !== true).length, 1);
  await instance.sessions.waitTurn(views[0]?.turn.id as TurnId, WAIT);
  assert.equal((await instance.sessions.messages(id, { limit: 9 })).length, 2);
});

test('a key that was used for another message is refused, for one of the two would never be answered', async () => {
  answer('x');
  await ended(await send('x', { idempotencyKey: 'k', metadata: { a: 1 } }));
  assert.equal(await ended(await send('x', { idempotencyKey: 'k', metadata: { a: 1 } })), 'x');
  for (const other of [
    { content: 'y', metadata: { a: 1 } },
    { content: 'x', metadata: { a: 2 } },
    { content: 'x', agent: 'patient', metadata: { a: 1 } },
  ]) {
    await assert.rejects(send('x', { ...other, idempotencyKey: 'k' }), { code: 'IDEMPOTENCY_KEY_TAKEN' });
  }
});
