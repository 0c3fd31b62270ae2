// The engine under the loop: changed by hand, away, or another one altogether.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, test } from 'node:test';

import { EngineError } from '../../../runtime/containers/errors.ts';
import { spaceNetworkName } from '../../../runtime/containers/network-name.ts';
import { SESSION_LABEL, SPACE_LABEL } from '../../../runtime/sessions/names.ts';
import { agent, space } from './declared.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
  await world.repository.commit({ ...space('sales'), ...agent('sales', 'bot') });
  await world.sync();
});
afterEach(() => world.end());

const reasons = async () =>
  (await world.loop().spaceStatus('sales')).conditions.map(({ type, reason }) => `${type} ${reason}`);

test('an image removed by hand is built again at the same id, and shown as drift', async () => {
  const { image, buildId } = await world.loop().spaceStatus('sales');
  world.images.there.clear();
  world.loop().nudgeSpace('sales');
  await world.settle();
  const after = await world.loop().spaceStatus('sales');
  assert.deepEqual([after.image, after.buildId], [image, buildId]);
  assert.ok(world.images.there.has(image ?? ''));
  assert.deepEqual(await reasons(), ['Ready Running', 'Drifted Repaired']);
  world.clock.advance(11 * 60_000);
  world.loop().nudgeSpace('sales');
  await world.settle();
  assert.deepEqual(await reasons(), ['Ready Running']);
});

test('a network removed by hand is made again on its subnet, as the event tells', async () => {
  const name = spaceNetworkName('installation', 'sales');
  const before = await world.engine.networks.inspect(name);
  await world.engine.networks.remove(name);
  await world.settle();
  assert.equal((await world.engine.networks.inspect(name))?.subnet, before?.subnet);
  assert.ok((await reasons()).includes('Drifted Repaired'));
});

test('on a wiped engine nothing is repaired until somebody accepts it', async () => {
  world.engine.wipe();
  world.images.there.clear();
  await world.restart();
  assert.deepEqual(await reasons(), ['Ready EngineChanged', 'Stalled EngineChanged']);
  assert.deepEqual(await world.engine.networks.list({}), []);
  await world.loop().acceptEngine({ by: 'ada' });
  world.clock.advance(60_000);
  await world.settle();
  assert.equal((await world.engine.networks.list({})).length, 1);
  assert.ok((await reasons()).includes('Ready Running'));
});

test('an engine that goes away and comes back is picked up again', async () => {
  world.engine.goAway();
  await world.settle();
  world.loop().nudgeSpace('sales');
  await world.settle();
  assert.deepEqual(await reasons(), ['Ready EngineUnreachable', 'Reconciling Retrying']);
  world.engine.comeBack();
  for (let minute = 0; minute < 10; minute += 1) {
    world.clock.advance(60_000);
    await world.settle();
  }
  assert.deepEqual(await reasons(), ['Ready Running']);
});

test('an isolation that the engine lacks is refused and said, since a weaker one would be a lie', async () => {
  await world.repository.commit(space('sales', 'isolation: kata'));
  await world.sync();
  assert.deepEqual(await reasons(), ['Ready IsolationUnavailable', 'Stalled IsolationUnavailable']);
  assert.ok((await world.loop().spaceStatus('sales')).image !== null);
});

test('a space whose traffic the host can’t filter stalls, and has no network that something could start on', async () => {
  world.engine.wipe();
  await world.loop().acceptEngine({ by: 'ada' });
  for (let look = 0; look < 20; look += 1)
    world.engine.failNext('hostRules.ensure', new EngineError('EGRESS_UNFILTERED', 'There is no filter.'));
  await world.restart();
  assert.deepEqual(await reasons(), ['Ready EgressUnfiltered', 'Stalled EgressUnfiltered']);
  assert.deepEqual(await world.engine.networks.list({}), []);
});

test('host rules that somebody cleared are set again at the next look at everything, and shown as drift', async () => {
  const { hostRules } = world.engine.world;
  const before = [...hostRules];
  assert.equal(before.length, 1);
  hostRules.clear();
  world.clock.advance(7 * 60_000);
  await world.settle();
  assert.deepEqual([...hostRules], before);
  const drifted = (await world.loop().spaceStatus('sales')).conditions.find(({ type }) => type === 'Drifted');
  assert.match(drifted?.message ?? '', /host rules of its network were gone or changed/u);
});

test('host rules go with their network', async () => {
  await world.repository.commit(space('sales', 'network: { egress: none }'));
  await world.sync();
  assert.deepEqual([...world.engine.world.hostRules], []);
  assert.deepEqual(await world.engine.networks.list({}), []);
});

test('limits that somebody raised and a network that was left are put back, and shown as drift', async () => {
  const network = spaceNetworkName('installation', 'sales');
  const limits = { cpus: 1, memoryBytes: 512 * 2 ** 20, pids: 256 };
  const image = await world.engine.images.import(Readable.from([]), 'session:test', { labels: {} });
  const id = await world.engine.containers.create({
    name: 'session',
    image: image.tags[0] ?? '',
    command: ['supervisor'],
    user: '1:1',
    labels: { [SPACE_LABEL]: 'sales', [SESSION_LABEL]: 'ses_1' },
    mounts: [],
    limits,
    network,
  });
  await world.engine.containers.start(id);
  await world.engine.containers.update(id, { ...limits, cpus: 4 });
  await world.engine.networks.disconnect(network, id);
  await world.settle();
  world.clock.advance(2_000);
  await world.settle();
  const after = await world.engine.containers.inspect(id);
  assert.deepEqual(after?.limits, limits);
  assert.deepEqual(after?.networks, [network]);
  const drifted = (await world.loop().spaceStatus('sales')).conditions.find(({ type }) => type === 'Drifted');
  assert.match(
    drifted?.message ?? '',
    /limits of session ses_1 were changed; session ses_1 was taken off its network/u,
  );
  await world.engine.containers.remove(id);
});
