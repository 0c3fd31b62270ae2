// The contract of volumes and networks.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refuses, specOf, started, type UseHarness } from './harness.ts';

export function volumesAndNetworksContract(use: UseHarness): void {
  describe('volumes', () => {
    it('are made once per name and found by label', async () => {
      const harness = use();
      const { volumes } = harness.engine;
      const name = harness.name('volume');
      assert.equal((await volumes.ensure(name, { session: 'one' })).labels['session'], 'one');
      assert.equal((await volumes.ensure(name, { session: 'two' })).labels['session'], 'one', 'labels stay');
      assert.deepEqual(
        (await volumes.list({ session: 'one' })).map((volume) => volume.name),
        [name],
      );
      assert.deepEqual(await volumes.list({ session: 'two' }), []);
      assert.equal((await volumes.inspect(name))?.name, name);
      await volumes.remove(name);
      await volumes.remove(name);
      assert.equal(await volumes.inspect(name), undefined);
    });

    it('stay while a container mounts them, for a workspace must not vanish under a session', async () => {
      const harness = use();
      const { containers, volumes } = harness.engine;
      const volume = harness.name('volume');
      await volumes.ensure(volume, {});
      const id = await containers.create(specOf(harness, { mounts: [{ volume, path: '/session' }] }));
      await refuses(volumes.remove(volume), 'VOLUME_IN_USE');
      await containers.remove(id);
      assert.equal((await volumes.inspect(volume))?.name, volume, 'removing the container leaves it');
      await volumes.remove(volume);
    });

    it('are not limited in size where the engine can’t, instead of silently not being', async () => {
      const harness = use();
      const { storageLimits } = await harness.engine.info();
      const name = harness.name('volume');
      const making = harness.engine.volumes.ensure(name, {}, { sizeBytes: 1024 * 1024 });
      if (storageLimits) assert.equal((await making).name, name);
      else await refuses(making, 'STORAGE_LIMIT_UNSUPPORTED');
    });
  });

  describe('networks', () => {
    it('are made once per name, with the subnet that was asked for', async () => {
      const harness = use();
      const { networks } = harness.engine;
      const spec = {
        name: harness.name('net'),
        labels: { space: 'one' },
        subnet: await harness.subnet(),
        isolated: true,
      };
      const made = await networks.ensure(spec);
      assert.equal(made.subnet, spec.subnet);
      assert.equal((await networks.ensure(spec)).id, made.id);
      assert.deepEqual(
        (await networks.list({ space: 'one' })).map(({ name }) => name),
        [spec.name],
      );
      assert.ok((await networks.takenSubnets()).includes(spec.subnet));
      await networks.remove(spec.name);
      await networks.remove(spec.name);
      assert.equal(await networks.inspect(spec.name), undefined);
    });

    it('don’t share addresses: a taken subnet is refused, and so is another one for the same name', async () => {
      const harness = use();
      const { networks } = harness.engine;
      const subnet = await harness.subnet();
      const spec = { name: harness.name('net'), labels: {}, subnet, isolated: true };
      await networks.ensure(spec);
      await refuses(networks.ensure({ ...spec, name: harness.name('net') }), 'SUBNET_TAKEN');
      const half = subnet.replace(/\.0\/24$/, '.128/25');
      await refuses(networks.ensure({ ...spec, name: harness.name('net'), subnet: half }), 'SUBNET_TAKEN');
      await refuses(networks.ensure({ ...spec, subnet: await harness.subnet() }), 'SUBNET_TAKEN');
    });

    it('stay while containers are joined, which can be parted and joined again', async () => {
      const harness = use();
      const { containers, networks } = harness.engine;
      const name = harness.name('net');
      await networks.ensure({ name, labels: {}, subnet: await harness.subnet(), isolated: true });
      const id = await started(harness, { network: name });
      await refuses(networks.remove(name), 'NETWORK_IN_USE');
      await networks.disconnect(name, id);
      await networks.disconnect(name, id);
      assert.deepEqual((await containers.inspect(id))?.networks, []);
      await networks.connect(name, id);
      await networks.connect(name, id);
      assert.deepEqual((await containers.inspect(id))?.networks, [name]);
      await containers.remove(id);
      await networks.remove(name);
      await refuses(networks.connect(name, id), 'NETWORK_NOT_FOUND');
    });
  });
}
