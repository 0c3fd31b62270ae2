// The event log as a stream: nothing left out, nothing twice, and deltas while they happen.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { SessionId } from '../../../state/model/ids.ts';
import type { LoggedEvent, StreamedDelta } from '../../../state/model/session-event.ts';
import { createWorld, type Instance, type World } from './world.ts';

/** Says a piece, and the rest once the file is there that the message names. */
const PIECES = `
import os, time

def process_message(message, context):
    yield "one "
    yield "two "
    while not os.path.exists(os.path.join(context["workspace"], message)):
        time.sleep(0.01)
    yield "three"
`;

const WAIT = { timeoutMs: 15_000 };
type Told = LoggedEvent | StreamedDelta;

let world: World;
let instance: Instance;
let id: SessionId;

beforeEach(async () => {
  world = await createWorld();
  await world.agent('pieces', PIECES);
  instance = await world.start();
  ({ id } = await instance.sessions.create({ space: world.space, by: 'admin' }));
  await instance.sessions.waitState(id, ['idle'], WAIT);
});
afterEach(() => world.end());

const isDelta = (told: Told): told is StreamedDelta =>
  told.type === 'agent.delta' || told.type === 'agent.partial';
const textOf = (told: readonly Told[]) =>
  told
    .filter(isDelta)
    .map(({ data }) => data.text)
    .join('');

/** Everything told until it fits. */
async function until(after: number, fits: (told: readonly Told[]) => boolean): Promise<readonly Told[]> {
  const heard: Told[] = [];
  for await (const told of instance.sessions.events(id, { after, signal: AbortSignal.timeout(15_000) })) {
    heard.push(told);
    if (fits(heard)) return heard;
  }
  throw new Error(`Only ${heard.map(({ type }) => type).join(', ')} came.`);
}

const has = (type: Told['type']) => (told: readonly Told[]) => told.some((one) => one.type === type);

test('who is there from the beginning hears each piece once, then the whole', async () => {
  const listening = until(2, has('agent.message'));
  await instance.sessions.send(id, { content: 'go', by: 'admin' });
  await until(2, (told) => textOf(told) === 'one two ');
  world.writeWorkspaceFile(id, 'go', '');
  const told = await listening;
  assert.equal(textOf(told), 'one two three');
  const last = told.at(-1);
  assert.equal(last?.type === 'agent.message' && last.data.content, 'one two three');
});

test('who comes in mid-turn gets what was said so far in one piece, and goes on', async () => {
  await instance.sessions.send(id, { content: 'go', by: 'admin' });
  await until(2, (told) => textOf(told) === 'one two ');
  const listening = until(2, has('agent.message'));
  world.writeWorkspaceFile(id, 'go', '');
  const told = await listening;
  assert.equal(told.find(isDelta)?.type, 'agent.partial');
  assert.equal(textOf(told), 'one two three');
});

test('who comes after the turn gets no pieces, for the whole is in the log', async () => {
  world.writeWorkspaceFile(id, 'go', '');
  const { turn } = await instance.sessions.send(id, { content: 'go', by: 'admin' });
  await instance.sessions.waitTurn(turn.id, WAIT);
  const told = await until(0, (heard) => heard.filter(({ type }) => type === 'session.idle').length === 2);
  assert.equal(textOf(told), '');
});

test('many readers that come and go hear every event once and in order, up to the end', async () => {
  world.writeWorkspaceFile(id, 'go', '');
  const readers = [0, 1, 3].map(async (after) => {
    const numbers: number[] = [];
    let seen = after;
    // Each connection is given up after two events and begun again behind the last one.
    for (let closed = false; !closed;) {
      let count = 0;
      const signal = AbortSignal.timeout(15_000);
      for await (const told of instance.sessions.events(id, { after: seen, signal })) {
        if (isDelta(told)) continue;
        seen = told.seq;
        numbers.push(told.seq);
        closed = told.type === 'session.closed';
        if ((count += 1) === 2) break;
      }
      if (signal.aborted) assert.fail('the log did not end');
    }
    return { after, numbers };
  });
  for (let message = 0; message < 5; message += 1) {
    const { turn } = await instance.sessions.send(id, { content: 'go', by: 'admin' });
    await instance.sessions.waitTurn(turn.id, WAIT);
  }
  await instance.sessions.request(id, 'close', 'admin');
  const last = await instance.sessions
    .waitState(id, ['closed'], WAIT)
    .then(() => instance.sessions.lastEvent(id));
  for (const { after, numbers } of await Promise.all(readers)) {
    assert.deepEqual(
      numbers,
      Array.from({ length: last - after }, (_, index) => after + index + 1),
    );
  }
});

test('what another process does is heard too, though later', async () => {
  const other = await world.start();
  world.writeWorkspaceFile(id, 'go', '');
  const listening = until(2, has('agent.message'));
  const { turn } = await other.sessions.send(id, { content: 'go', by: 'admin' });
  await other.sessions.waitTurn(turn.id, WAIT);
  const told = await listening;
  assert.ok(has('user.message')(told));
});

test('a session that is not there has no log', async () => {
  const signal = AbortSignal.timeout(1000);
  const events = instance.sessions.events('ses_nobody' as SessionId, { after: 0, signal });
  await assert.rejects(events[Symbol.asyncIterator]().next(), { code: 'SESSION_NOT_FOUND' });
});
