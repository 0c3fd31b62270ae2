// The contract that matters most on a shared engine: what another made is never shown, told of, changed or removed.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contextOf, tarOf } from '../../support/engine/tars.ts';
import { refuses, specOf, started, type UseHarness } from './harness.ts';

export function ownershipContract(use: UseHarness): void {
  describe('what is not ours', () => {
    it('is neither listed nor inspected nor told of', async () => {
      const harness = use();
      const { engine, stranger } = harness;
      const [volume, name] = [harness.name('volume'), harness.name('net')];
      const abort = new AbortController();
      for await (const event of stranger.events({ signal: abort.signal })) {
        if (event.type === 'connected') {
          await engine.volumes.ensure(volume, {});
          await engine.networks.ensure({ name, labels: {}, subnet: await harness.subnet(), isolated: true });
          const id = await started(harness, { network: name });
          assert.deepEqual(await stranger.containers.list({}), []);
          assert.equal(await stranger.containers.inspect(id), undefined);
          assert.deepEqual(await stranger.volumes.list({}), []);
          assert.equal(await stranger.volumes.inspect(volume), undefined);
          assert.deepEqual(await stranger.networks.list({}), []);
          assert.equal(await stranger.networks.inspect(name), undefined);
          assert.deepEqual(await stranger.images.list({}), []);
          await engine.containers.remove(id);
          await engine.networks.remove(name);
          await engine.volumes.remove(volume);
          await stranger.volumes.ensure(volume, {});
          await stranger.volumes.remove(volume);
        } else {
          assert.deepEqual([event.type, 'name' in event && event.name], ['volume', volume]);
          abort.abort();
        }
      }
    });

    it('is neither touched nor removed, whatever is asked', async () => {
      const harness = use();
      const { engine, stranger } = harness;
      const id = await started(harness);
      const room = stranger.containers;
      for (const act of [
        () => room.start(id),
        () => room.stop(id),
        () => room.kill(id, 'SIGKILL'),
        () => room.pause(id),
        () => room.unpause(id),
        () => room.update(id, { pids: 10 }),
        () => room.remove(id),
        () => room.attach(id),
        () => room.exec(id, ['ls']),
        () => room.copyOut(id, '/session'),
        () => room.copyIn(id, '/session', tarOf()),
      ]) {
        await refuses(act(), 'NOT_OURS');
      }
      assert.equal((await engine.containers.inspect(id))?.state, 'running');
    });

    it('keeps its name: nothing of ours is made in its place', async () => {
      const harness = use();
      const { engine, stranger } = harness;
      const spec = specOf(harness);
      const [volume, name] = [harness.name('volume'), harness.name('net')];
      const network = { name, labels: {}, subnet: await harness.subnet(), isolated: true };
      await engine.containers.create(spec);
      await engine.volumes.ensure(volume, {});
      await engine.networks.ensure(network);

      await refuses(stranger.containers.create(spec), 'NOT_OURS');
      await refuses(stranger.volumes.ensure(volume, {}), 'NOT_OURS');
      await refuses(stranger.volumes.remove(volume), 'NOT_OURS');
      await refuses(stranger.networks.ensure(network), 'NOT_OURS');
      await refuses(stranger.networks.remove(name), 'NOT_OURS');
      const mounting = specOf(harness, { mounts: [{ volume, path: '/session' }] });
      await refuses(stranger.containers.create(mounting), 'NOT_OURS');
    });

    it('keeps its image and its tag', async () => {
      const harness = use();
      const { stranger, baseImage } = harness;
      await refuses(stranger.images.remove(baseImage), 'NOT_OURS');
      await refuses(stranger.images.tag(baseImage, `${harness.name('image')}:one`), 'NOT_OURS');
      await refuses(stranger.images.import(tarOf(), baseImage, { labels: {} }), 'NOT_OURS');
      const context = contextOf(`FROM ${baseImage}\n`);
      await refuses(
        stranger.images.build({ context, tag: baseImage, labels: {}, onLog: () => undefined }),
        'NOT_OURS',
      );
      assert.ok(await harness.engine.images.inspect(baseImage));
    });
  });
}
