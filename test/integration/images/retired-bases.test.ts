// Base images of an earlier recipe on a real engine: one goes, one on which somebody's image stands stays.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createDockerEngine } from '../../../runtime/containers/docker/engine.ts';
import { createRetireBases } from '../../../runtime/images/base/retire-bases.ts';
import { contextOf } from '../../support/engine/tars.ts';
import { sweep } from '../../support/engine/sweep.ts';
import { openImageBench } from '../../support/images/bench.ts';

test('what no image of any installation stands on goes, and only that', async () => {
  await using undo = new AsyncDisposableStack();
  const bench = undo.adopt(await openImageBench(), (opened) => opened.close());
  const salt = randomBytes(4).toString('hex');
  // Not the owner of this machine's own base images, which stay out of it.
  const shared = undo.adopt(createDockerEngine({ owner: `test-bases-${salt}` }), async (opened) => {
    await sweep(opened);
    await opened.close();
  });
  const build = (engine: typeof shared, tag: string, labels: Readonly<Record<string, string>>) =>
    engine.images.build({
      context: contextOf(`FROM ${bench.base.base}\nLABEL salt=${salt}\n`),
      tag,
      labels: { ...labels, tag },
      onLog: () => undefined,
    });
  const [old, used] = [`1-${salt}aa`, `1-${salt}bb`];
  for (const tag of [old, used]) {
    await build(shared, `raworc_base:${tag}`, { 'dev.raworc.kind': 'base' });
    await build(shared, `raworc_build:${tag}`, { 'dev.raworc.kind': 'base' });
  }
  const space = `raworc_space_${salt}:1`;
  await build(bench.engine, space, { 'dev.raworc.kind': 'space', 'dev.raworc.base': `raworc_base:${used}` });

  const retire = createRetireBases(shared);
  const told = await retire({ dryRun: true, tell: () => Promise.reject(new Error('nothing is removed')) });
  assert.deepEqual(
    told.map(({ reference }) => reference),
    [`raworc_build:${old}`, `raworc_base:${old}`],
  );
  assert.ok(told.every(({ bytes }) => bytes > 0));
  assert.deepEqual(await retire({ dryRun: false, tell: async () => undefined }), told);
  assert.equal(await shared.images.inspect(`raworc_base:${old}`), undefined);
  assert.notEqual(await shared.images.inspect(`raworc_base:${used}`), undefined);
  await bench.engine.images.remove(space);
  const freed = await retire({ dryRun: false, tell: async () => undefined });
  assert.equal(freed.length, 2);
});
