// A real engine that crashes, comes back, is another one, or has a full disk.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createDockerEngine } from '../../../../runtime/containers/docker/engine.ts';
import { checkMarker, placeMarker } from '../../../../runtime/containers/engine-marker.ts';
import type { ContainerSpec } from '../../../../runtime/containers/engine.ts';
import { importBaseImage } from '../../../support/engine/base-image.ts';
import { startOwnEngine } from '../../../support/engine/own-engine.ts';
import { contextOf, tarOf } from '../../../support/engine/tars.ts';

const OWNER = 'test-own-engine';
const MEBIBYTE = 1024 * 1024;

const spec: ContainerSpec = {
  name: 'one',
  image: 'base:latest',
  command: ['cat'],
  user: '10001:10001',
  labels: {},
  mounts: [{ volume: 'workspace', path: '/session' }],
  network: 'none',
  // An engine that comes back stops what it finds running, and waits that long.
  stopTimeoutSeconds: 0,
};

describe('an engine of our own', () => {
  it('crashes and comes back: everything says so, and workspaces are still there', async () => {
    const own = await startOwnEngine();
    const engine = createDockerEngine({ owner: OWNER, socketPath: own.socketPath });
    try {
      await importBaseImage(engine, 'base:latest');
      await engine.volumes.ensure('workspace', {});
      const id = await engine.containers.create(spec);
      await engine.containers.copyIn(id, '/session', tarOf({ name: 'kept', content: 'yes' }));
      await engine.containers.start(id);
      await placeMarker(engine, OWNER, 'marker-1');

      const streams = await engine.containers.attach(id);
      const waiting = assert.rejects(engine.containers.waitExit(id), { code: 'ENGINE_UNREACHABLE' });
      const { signal } = new AbortController();
      const listening = (async () => {
        for await (const event of engine.events({ signal }))
          if (event.type === 'connected') await own.crash();
      })();
      await assert.rejects(listening, { code: 'ENGINE_UNREACHABLE' });
      streams.output.resume();
      streams.errors.resume();
      await Promise.all([streams.closed, waiting]);
      await assert.rejects(engine.containers.list({}), { code: 'ENGINE_UNREACHABLE' });
      await assert.rejects(checkMarker(engine, OWNER, 'marker-1'), { code: 'ENGINE_UNREACHABLE' });

      await own.start();
      assert.equal((await engine.containers.inspect(id))?.state, 'exited');
      assert.equal(await checkMarker(engine, OWNER, 'marker-1'), 'same');
      await engine.containers.start(id);
      const { stdout } = await engine.containers.exec(id, ['cat', '/session/kept']);
      assert.equal(stdout.toString(), 'yes');
    } finally {
      await engine.close();
      await own.close();
    }
  });

  it('with a full disk says that, whatever was being done, and is known to be another engine', async () => {
    const own = await startOwnEngine({ diskBytes: 24 * MEBIBYTE });
    const engine = createDockerEngine({ owner: OWNER, socketPath: own.socketPath });
    try {
      assert.equal(await checkMarker(engine, OWNER, 'marker-1'), 'changed');
      await importBaseImage(engine, 'base:latest');
      await engine.volumes.ensure('workspace', {});
      const id = await engine.containers.create(spec);
      const full = { code: 'DISK_FULL', disposition: 'stop' };
      const huge = { name: 'huge', content: Buffer.alloc(48 * MEBIBYTE, 'x') };
      await assert.rejects(engine.images.import(tarOf(huge), 'huge:latest', { labels: {} }), full);
      const build = {
        context: contextOf('FROM base:latest\nCOPY huge /\n', huge),
        tag: 'huge:latest',
        labels: {},
      };
      await assert.rejects(engine.images.build({ ...build, onLog: () => undefined }), full);
      await assert.rejects(engine.containers.copyIn(id, '/session', tarOf(huge)), full);
    } finally {
      await engine.close();
      await own.close();
    }
  });
});
