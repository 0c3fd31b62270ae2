// The warm pool on the real engine: a claimed session answers, none is handed out twice, the pool is filled again, and a new
// image replaces what is in it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Instance } from '../../support/sessions/session-world.ts';
import { createRealWorld, type RealWorld } from './world.ts';

const agent = (said: string) => `
def process_message(message, context):
    return "${said} " + message
`;
const WAIT = { timeoutMs: 60_000 };

let world: RealWorld;
let instance: Instance;
before(async () => {
  world = await createRealWorld();
  await world.agent('echo', agent('heard'));
  await world.image('one');
  instance = await world.start();
});
after(() => world.end());

const create = () => instance.sessions.create({ space: world.space, by: 'ada' });

/** Until so many are at rest on the space's image. */
async function pool(count: number): Promise<readonly SessionRow[]> {
  world.wantWarm(count);
  instance.nudgePool();
  for (;;) {
    const slots = await world.store.sessions.warm(world.space);
    const image = (await world.store.spaces.get(world.space))?.image;
    const isReady = slots.every((slot) => slot.state === 'idle' && slot.image === image);
    if (slots.length === count && isReady) return slots;
    await delay(20);
  }
}

async function answer({ id }: SessionRow): Promise<string | undefined> {
  const { turn } = await instance.sessions.send(id, { content: 'hello', by: 'ada' });
  return (await instance.sessions.waitTurn(turn.id, WAIT)).reply?.content;
}

test('what is claimed is idle at once and answers its first message; others are made the long way', async () => {
  const slots = await pool(2);
  const rows = await Promise.all([create(), create(), create()]);
  assert.equal(new Set(rows.map(({ id }) => id)).size, 3);
  const atOnce = rows.filter(({ state }) => state === 'idle');
  assert.deepEqual(atOnce.map(({ id }) => id).sort(), slots.map(({ id }) => id).sort());
  for (const row of rows) assert.equal(await answer(row), 'heard hello');
});

test('the pool is filled again, and a new image replaces what is in it', async () => {
  const slots = await pool(2);
  await world.agent('echo', agent('new: heard'));
  const image = await world.image('two');
  for (const { id } of slots) instance.nudge(id);
  await pool(2);
  const row = await create();
  assert.deepEqual([row.state, row.image], ['idle', image]);
  assert.equal(await answer(row), 'new: heard hello');
});

test('a container of the pool that is killed is made again before anybody is given it', async () => {
  const [slot] = await pool(1);
  await world.engine.containers.kill(slot?.containerId ?? '', 'SIGKILL');
  for (;;) {
    const [next] = await pool(1);
    if (next?.generation !== slot?.generation) break;
    await delay(20);
  }
  assert.equal(await answer(await create()), 'new: heard hello');
});

test('a pool that is not wanted leaves nothing', async () => {
  await pool(0);
  for (const { id } of await instance.sessions.list({}, { limit: 20 })) {
    await instance.sessions.request(id, 'close', 'ada');
    await instance.sessions.waitState(id, ['closed'], WAIT);
  }
  while ((await world.leftovers()).length > 0) await delay(20);
});
