// The warm pool: made ahead, hidden, handed out once, filled again, and never for ever.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { KIND_LABEL } from '../../../runtime/sessions/names.ts';
import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import { createWorld, type Instance, type World } from './world.ts';

const ECHO = `
def process_message(message, context):
    return "echo: " + message
`;
const WAIT = { timeoutMs: 15_000 };

let world: World;
let instance: Instance;
beforeEach(async () => {
  world = await createWorld();
  await world.agent('echo', ECHO);
  instance = await world.start();
});
afterEach(() => world.end());

/** Wants so many, and resolves with them once they are at rest on the space's image. */
async function pool(count: number): Promise<readonly SessionRow[]> {
  world.wantWarm(count);
  instance.nudgePool();
  for (;;) {
    const slots = await world.store.sessions.warm(world.space);
    const image = (await world.store.spaces.get(world.space))?.image;
    const isReady = slots.every((slot) => slot.state === 'idle' && slot.image === image);
    if (slots.length === count && isReady) return slots;
    await setImmediate();
  }
}

const create = (idempotencyKey?: string) =>
  instance.sessions.create({
    space: world.space,
    by: 'ada',
    agent: 'echo',
    metadata: { ticket: 7 },
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });

test('a session from the pool is there at once, is its owner’s, and answers', async () => {
  const [slot] = await pool(1);
  const row = await create();
  assert.equal(row.id, slot?.id);
  assert.deepEqual(
    [row.state, row.createdBy, row.agent, row.metadata],
    ['idle', 'ada', 'echo', { ticket: 7 }],
  );
  const log = await instance.sessions.log(row.id, 0, 10);
  assert.deepEqual(
    log.map(({ type, by }) => [type, by]),
    [
      ['session.init', 'pool'],
      ['session.idle', 'runtime'],
      ['session.claimed', 'ada'],
    ],
  );
  const { turn } = await instance.sessions.send(row.id, { content: 'hello', by: 'ada' });
  assert.equal((await instance.sessions.waitTurn(turn.id, WAIT)).reply?.content, 'echo: hello');
});

test('the only agent runs already before anybody asks it, with its secrets, and without telling them', async () => {
  world.secrets['KEY'] = 'abcdefgh';
  await world.agent('echo', `import os\nprint("loaded with", os.environ["KEY"], flush=True)\n${ECHO}`, {
    secrets: ['KEY'],
  });
  await world.image('two');
  await pool(1);
  await instance.runtime.control.fillPool(world.space, 1);
  const { id } = await create();
  const signal = AbortSignal.timeout(WAIT.timeoutMs);
  let first: string | undefined;
  for await (const line of instance.sessions.logs(id, { follow: true, signal })) {
    first = line.text;
    break;
  }
  assert.match(first ?? '', /^loaded with (?!abcdefgh)/u);
});

test('an agent that can’t be started leaves the pool as it is, and says why when it is asked', async () => {
  await world.agent('echo', 'raise RuntimeError("no way")');
  await world.image('two');
  await pool(1);
  await instance.runtime.control.fillPool(world.space, 1);
  const { id, state } = await create();
  assert.equal(state, 'idle');
  const { turn } = await instance.sessions.send(id, { content: 'hello', by: 'ada' });
  const { turn: ended } = await instance.sessions.waitTurn(turn.id, WAIT);
  assert.equal(ended.state, 'failed');
  assert.match(ended.error?.message ?? '', /no way/u);
});

test('many who create at once never get the same, and the pool is filled again', async () => {
  const before = await pool(2);
  const rows = await Promise.all(Array.from({ length: 6 }, () => create()));
  const ids = new Set(rows.map(({ id }) => id));
  assert.equal(ids.size, 6);
  assert.ok(
    before.every(({ id }) => ids.has(id)),
    'those made ahead are used first',
  );
  const after = await pool(2);
  assert.ok(after.every(({ id }) => !ids.has(id)));
  for (const { id } of rows) await instance.sessions.waitState(id, ['idle'], WAIT);
});

test('who asks again with the same key gets the session that was claimed for it', async () => {
  await pool(2);
  const rows = await Promise.all(Array.from({ length: 5 }, () => create('key')));
  assert.equal(new Set(rows.map(({ id }) => id)).size, 1);
  assert.equal((await instance.sessions.list({}, { limit: 10 })).length, 1);
});

test('nobody sees what nobody owns', async () => {
  const [slot] = await pool(1);
  assert.ok(slot !== undefined);
  assert.deepEqual(await instance.sessions.list({}, { limit: 10 }), []);
  const absent = { code: 'SESSION_NOT_FOUND' };
  await assert.rejects(instance.sessions.get(slot.id), absent);
  await assert.rejects(instance.sessions.request(slot.id, 'pause', 'ada'), absent);
  await assert.rejects(instance.sessions.send(slot.id, { content: 'hello', by: 'ada' }), absent);
  await assert.rejects(instance.sessions.describe(slot.id, {}), absent);
});

test('what is made ahead takes no place of those who may open sessions', async () => {
  await declare((spec) => ({ ...spec, sessions: { ...spec.sessions, max: 2 } }));
  await pool(3);
  await create();
  await create();
  await assert.rejects(create(), { code: 'SESSION_LIMIT' });
});

test('a new image reaches the pool even where sessions stay as they are', async () => {
  await declare((spec) => ({ ...spec, sessions: { ...spec.sessions, rollout: 'newSessions' } }));
  const [slot] = await pool(1);
  const image = await world.image('two');
  instance.nudge(slot?.id ?? assert.fail('there is a slot'));
  await pool(1);
  assert.equal((await create()).image, image);
});

test('while the image of the pool is an old one, a session is made the long way', async () => {
  const [slot] = await pool(1);
  await world.image('two');
  const row = await create();
  assert.notEqual(row.id, slot?.id);
  assert.equal(row.state, 'init');
});

test('other limits of the space replace what was made with the ones before', async () => {
  const [slot] = await pool(1);
  await declare((spec) => ({ ...spec, resources: { ...spec.resources, memory: '256Mi' } }));
  const row = await create();
  assert.notEqual(row.id, slot?.id);
  for (;;) {
    const [next] = await pool(1);
    if (next?.id !== slot?.id) break;
  }
  const kept = await world.store.sessions.get(slot?.id ?? row.id);
  assert.ok(kept === undefined || kept.target === 'closed');
});

test('slots that can’t start are replaced one by one, until they can', async () => {
  await instance.stop();
  let deaths = 0;
  instance = await world.start({
    async checkpoint(name) {
      if (name !== 'session.container-started' || deaths === 2) return;
      deaths += 1;
      for (const { id } of await world.engine.containers.list({ [KIND_LABEL]: 'session' }))
        world.engine.killContainer(id);
    },
  });
  const [slot] = await pool(1);
  assert.equal(slot?.metadata['failures'], 2);
  assert.equal((await world.store.sessions.open(world.space)).length, 1);
});

test('a pool that is not wanted any more goes, and leaves nothing', async () => {
  await pool(2);
  await pool(0);
  instance.nudgePool();
  while ((await world.leftovers()).length > 0) await setImmediate();
  assert.deepEqual(await world.store.sessions.open(world.space), []);
});

test('a space that goes closes what was made ahead for it', async () => {
  const [slot] = await pool(1);
  await instance.runtime.control.prune(slot?.id ?? assert.fail('there is a slot'));
  while ((await world.leftovers()).length > 0) await setImmediate();
});

test('a process that dies after a claim leaves a session that answers, and a pool that is filled again', async () => {
  await pool(1);
  const row = await create();
  await instance.kill();
  instance = await world.start();
  await instance.resync();
  const { turn } = await instance.sessions.send(row.id, { content: 'hello', by: 'ada' });
  assert.equal((await instance.sessions.waitTurn(turn.id, WAIT)).reply?.content, 'echo: hello');
  const [slot] = await pool(1);
  assert.notEqual(slot?.id, row.id);
});

async function declare(change: (spec: SpaceSpec) => SpaceSpec): Promise<void> {
  const row = await world.store.spaces.get(world.space);
  await world.store.spaces.update(world.space, { spec: change(row?.spec as SpaceSpec) }, Date.now());
}
