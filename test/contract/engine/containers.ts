// The contract of containers: their life, and what is said of it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Containers } from '../../../runtime/containers/engine.ts';
import { PROGRAMS } from '../../support/engine/programs.ts';
import { tarOf } from '../../support/engine/tars.ts';
import { refuses, specOf, started, type UseHarness } from './harness.ts';

const ABSENT = 'f'.repeat(64);
const MEMORY = 64 * 1024 * 1024;

export function containersContract(use: UseHarness): void {
  describe('containers', () => {
    it('are created, started, seen and removed, since that is all that a session needs at least', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const limits = { cpus: 0.5, memoryBytes: MEMORY, pids: 32 };
      const spec = specOf(harness, { limits, labels: { session: 'one' } });
      const id = await containers.create(spec);
      assert.equal((await containers.inspect(id))?.state, 'created');

      await containers.start(id);
      const view = await containers.inspect(id);
      assert.equal(view?.state, 'running');
      assert.equal(view.name, spec.name);
      assert.equal(view.image, harness.baseImage);
      assert.equal(view.labels['session'], 'one');
      assert.deepEqual(view.limits, limits);
      assert.deepEqual(view.networks, ['none']);
      assert.ok((view.startedAt ?? 0) > 0);
      assert.equal(view.imageId, (await harness.engine.images.inspect(harness.baseImage))?.id);

      assert.deepEqual(
        (await containers.list({ session: 'one' })).map(({ id: listed, state }) => [listed, state]),
        [[id, 'running']],
      );
      assert.deepEqual(await containers.list({ session: 'two' }), []);
      await containers.remove(id);
      assert.equal(await containers.inspect(id), undefined);
    });

    it('are made once per name, so that a crash between making and remembering is repaired by making', async () => {
      const harness = use();
      const spec = specOf(harness);
      const [one, two] = [
        await harness.engine.containers.create(spec),
        await harness.engine.containers.create(spec),
      ];
      assert.equal(one, two);
    });

    it('are refused with the reason where something that they need is missing', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const volume = harness.name('volume');
      await refuses(containers.create(specOf(harness, { image: 'raworc_nothing:here' })), 'IMAGE_NOT_FOUND');
      const mounts = [{ volume, path: '/session' }];
      await refuses(containers.create(specOf(harness, { mounts })), 'VOLUME_NOT_FOUND');
      await harness.engine.volumes.ensure(volume, {});
      const inside = [{ volume, path: '/session', subpath: 'inner' }];
      await refuses(containers.create(specOf(harness, { mounts: inside })), 'SUBPATH_UNSUPPORTED');
      await refuses(containers.create(specOf(harness, { isolation: 'kata' })), 'ISOLATION_UNAVAILABLE');
      const id = await containers.create(specOf(harness, { network: harness.name('nowhere') }));
      await refuses(containers.start(id), 'NETWORK_NOT_FOUND');
      assert.equal((await containers.inspect(id))?.state, 'created');
    });

    it('take being asked twice as success, for every run of the loop may be the second', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const id = await started(harness);
      await containers.start(id);
      await containers.unpause(id);
      await containers.pause(id);
      await containers.pause(id);
      assert.equal((await containers.inspect(id))?.state, 'paused');
      await containers.unpause(id);
      assert.equal((await containers.inspect(id))?.state, 'running');
      await containers.stop(id);
      await containers.stop(id);
      assert.equal((await containers.inspect(id))?.state, 'exited');
      await containers.remove(id);
      await containers.remove(id);
      await containers.stop(id);
    });

    it('are stopped and removed while paused, for a session can be closed in every state', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const [one, two] = await Promise.all([started(harness), started(harness)]);
      await Promise.all([containers.pause(one), containers.pause(two)]);
      await containers.stop(one);
      assert.equal((await containers.inspect(one))?.state, 'exited');
      await containers.remove(two);
      assert.equal(await containers.inspect(two), undefined);
    });

    it('say where they are when they are not where a call needs them', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const id = await containers.create(specOf(harness));
      for (const act of [
        () => containers.pause(id),
        () => containers.unpause(id),
        () => containers.kill(id, 'SIGTERM'),
      ]) {
        await refuses(act(), 'CONTAINER_NOT_RUNNING');
      }
      await containers.start(id);
      await containers.pause(id);
      await refuses(containers.start(id), 'CONTAINER_NOT_RUNNING');
    });

    it('that are absent are said to be, since the loop tells that from an engine that fails', async () => {
      const { containers } = use().engine;
      const acts: readonly ((room: Containers) => Promise<unknown>)[] = [
        (room) => room.start(ABSENT),
        (room) => room.kill(ABSENT, 'SIGKILL'),
        (room) => room.pause(ABSENT),
        (room) => room.unpause(ABSENT),
        (room) => room.update(ABSENT, { pids: 10 }),
        (room) => room.attach(ABSENT),
        (room) => room.exec(ABSENT, ['ls']),
        (room) => room.copyOut(ABSENT, '/session'),
        (room) => room.copyIn(ABSENT, '/session', tarOf()),
        (room) => room.waitExit(ABSENT),
      ];
      for (const act of acts) await refuses(act(containers), 'CONTAINER_NOT_FOUND');
      assert.equal(await containers.inspect(ABSENT), undefined);
    });

    it('tell their exit code, waited for before or after, and that of a kill', async () => {
      const harness = use();
      const { containers } = harness.engine;
      const id = await containers.create(specOf(harness, { command: PROGRAMS.exitSeven.command }));
      await refuses(containers.waitExit(id), 'CONTAINER_NOT_RUNNING');
      await containers.start(id);
      assert.equal(await containers.waitExit(id), 7);
      assert.equal(await containers.waitExit(id), 7);
      assert.equal((await containers.inspect(id))?.exitCode, 7);

      const killed = await started(harness);
      const waiting = containers.waitExit(killed);
      await containers.kill(killed, 'SIGKILL');
      assert.equal(await waiting, 137);
    });

    it('stop being waited for when the wait is aborted, or a shutdown would hang on them', async () => {
      const harness = use();
      const abort = new AbortController();
      const waiting = harness.engine.containers.waitExit(await started(harness), { signal: abort.signal });
      abort.abort();
      await assert.rejects(waiting, { name: 'AbortError' });
    });

    it('get limits back that were changed by hand, without being made again', async () => {
      const harness = use();
      const id = await started(harness, { limits: { cpus: 0.5, memoryBytes: MEMORY, pids: 32 } });
      await harness.engine.containers.update(id, { cpus: 1, memoryBytes: 2 * MEMORY, pids: 64 });
      const view = await harness.engine.containers.inspect(id);
      assert.deepEqual(view?.limits, { cpus: 1, memoryBytes: 2 * MEMORY, pids: 64 });
    });
  });
}
