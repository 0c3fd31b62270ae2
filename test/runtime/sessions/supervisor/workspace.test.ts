// How much the workspace holds: told after turns and when asked for, where it changed.

import assert from 'node:assert/strict';
import { linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { configure, turn } from '../../../support/supervisor/commands.ts';
import { converse } from '../../../support/supervisor/conversation.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';

const MEBIBYTE = 1024 * 1024;

test('what a turn left behind is measured after it, and whoever attaches later is told in hello', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  assert.equal((await host.hello()).workspace, undefined);
  writeFileSync(join(supervisor.workspace, 'large'), Buffer.alloc(3 * MEBIBYTE, 'x'));
  await host.ask(configure());
  await host.ask(turn('t1', 'hello'));
  await host.end('t1');
  const { bytes, files } = await host.first('workspace');
  assert.ok(bytes >= 3 * MEBIBYTE && bytes < 4 * MEBIBYTE, `${bytes}`);
  assert.deepEqual((await host.hello()).workspace, { bytes, files });
});

test('whoever asks is told at once, also what did not change', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.hello();
  const told = async (after: number) => {
    assert.equal((await host.ask({ type: 'workspace.measure' })).ok, true);
    return host.first('workspace', ({ seq }) => seq > after);
  };
  const empty = await told(0);
  const same = await told(empty.seq);
  assert.deepEqual([same.bytes, same.files], [empty.bytes, empty.files]);
  writeFileSync(join(supervisor.workspace, 'large'), Buffer.alloc(MEBIBYTE, 'x'));
  const more = await told(same.seq);
  assert.ok(more.bytes - empty.bytes >= MEBIBYTE);
  rmSync(join(supervisor.workspace, 'large'));
  assert.equal((await told(more.seq)).bytes, empty.bytes);
});

test('links lead nowhere, a file of two names is one, and a deep or wide tree costs no memory', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.hello();
  const at = (...path: string[]) => join(supervisor.workspace, ...path);
  writeFileSync(at('one'), Buffer.alloc(MEBIBYTE, 'x'));
  linkSync(at('one'), at('two'));
  symlinkSync('/', at('everything'));
  symlinkSync('.', at('again'));
  mkdirSync(at(...Array.from({ length: 300 }, () => 'd')), { recursive: true });
  mkdirSync(at('wide'));
  for (let n = 0; n < 5_000; n += 1) writeFileSync(at('wide', `${n}`), '');
  const before = supervisor.memory('VmRSS');
  await host.ask({ type: 'workspace.measure' });
  const { bytes, files } = await host.first('workspace');
  assert.ok(bytes >= MEBIBYTE && bytes < 4 * MEBIBYTE, `${bytes}`);
  assert.ok(files > 5_000 && files < 6_000, `${files}`);
  assert.ok(supervisor.memory('VmRSS') - before < 1_500);
});
