// The volume that brings the supervisor into containers: filled once, and whole whatever died while filling it.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import type { Containers, Engine } from '../../../../runtime/containers/engine.ts';
import {
  COMPLETE_FILE,
  readPayload,
  SUPERVISOR_COMMAND,
  SUPERVISOR_MOUNT,
  tarOfPayload,
} from '../../../../runtime/sessions/supervisor/payload.ts';
import { ensureSupervisorVolume } from '../../../../runtime/sessions/supervisor/volume.ts';
import { openRealEngine, type RealEngine } from '../../../support/engine/real-engine.ts';
import { readTar } from '../../../support/engine/tars.ts';

let real: RealEngine;
before(async () => void (real = await openRealEngine()));
after(() => real.close());

/** The engine, with some methods of its containers replaced. */
const withContainers = (more: Partial<Containers>): Engine => ({
  ...real.engine,
  containers: { ...real.engine.containers, ...more },
});

const ensure = (engine: Engine, payload = readPayload()) =>
  ensureSupervisorVolume(engine, { image: real.baseImage, owner: real.owner, payload });

const payloadOf = (text: string) => ({
  hash: Buffer.from(text.padEnd(8)).toString('hex').slice(0, 16),
  files: new Map([['supervisor/__main__.py', Buffer.from(text)]]),
});

test('the payload is the supervisor and its launchers, closed by the file that says it is whole', async () => {
  const payload = readPayload();
  const names = (await readTar(tarOfPayload(payload))).map(({ header }) => header.name);
  for (const file of ['supervisor/__main__.py', 'launchers/launcher.py', 'launchers/launcher.mjs']) {
    assert.ok(names.includes(file), file);
  }
  assert.equal(names.at(-1), COMPLETE_FILE);
  assert.ok(names.includes(SUPERVISOR_COMMAND.at(-1)?.slice(SUPERVISOR_MOUNT.length + 1) ?? ''));
  assert.equal(readPayload().hash, payload.hash);
});

test('it is filled once and found ever after; another version gets another volume', async () => {
  let fillings = 0;
  const engine = withContainers({
    copyIn: (...args) => {
      fillings += 1;
      return real.engine.containers.copyIn(...args);
    },
  });
  const name = await ensure(engine);
  assert.equal(await ensure(engine), name);
  assert.equal(fillings, 1);
  assert.notEqual(await ensure(engine, payloadOf('next')), name);
  assert.deepEqual(await real.engine.containers.list({}), [], 'no container is left');
});

test('one whose filling was cut off is filled again before anybody trusts it', async () => {
  const payload = payloadOf('cut off');
  const half = withContainers({
    copyIn: async (id, path) => {
      const files = (await tarOfPayload(payload).toArray()) as Buffer[];
      const bytes = Buffer.concat(files);
      // Without the file that comes last, and without anybody to clean up.
      await real.engine.containers.copyIn(
        id,
        path,
        Readable.from([bytes.subarray(0, 1536), Buffer.alloc(1024)]),
      );
      throw new Error('killed');
    },
    remove: async () => undefined,
  });
  await assert.rejects(ensure(half, payload), /killed/);
  assert.equal((await real.engine.containers.list({})).length, 1, 'a container was left');
  let fillings = 0;
  const engine = withContainers({
    copyIn: (...args) => {
      fillings += 1;
      return real.engine.containers.copyIn(...args);
    },
  });
  await ensure(engine, payload);
  assert.equal(fillings, 1);
  assert.deepEqual(await real.engine.containers.list({}), []);
});

test('several runtimes that start at once all find it whole', async () => {
  const payload = payloadOf('together');
  const names = await Promise.all([1, 2, 3, 4, 5].map(() => ensure(real.engine, payload)));
  assert.equal(new Set(names).size, 1);
  assert.deepEqual(await real.engine.containers.list({}), []);
});
