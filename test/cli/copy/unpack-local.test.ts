// What agents wrote comes onto this machine: where it was meant to, and nowhere else.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { packLocal } from '../../../cli/copy/pack-local.ts';
import { unpackLocal } from '../../../cli/copy/unpack-local.ts';
import { tarOf, type TarFile } from '../../support/engine/tars.ts';

let home: string;
let folder: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'raworc-copy-'));
  folder = join(home, 'target');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const unpack = (name: string | undefined, ...files: readonly TarFile[]) =>
  unpackLocal(tarOf(...files), { folder, name });

test('files, modes and links arrive, under another name where that is wanted', async () => {
  const files: readonly TarFile[] = [
    { name: 'work/', type: 'directory' },
    { name: 'work/run', content: '#!/bin/sh', mode: 0o755 },
    { name: 'work/link', type: 'symlink', linkname: 'run' },
    { name: 'work/twin', type: 'link', linkname: 'work/run' },
  ];
  assert.deepEqual(await unpack(undefined, ...files), []);
  assert.deepEqual(await unpack('other', ...files), []);
  assert.deepEqual(await unpack('', ...files), []);
  for (const at of ['work', 'other', '.']) {
    assert.equal(statSync(join(folder, at, 'run')).mode & 0o777, 0o755);
    assert.equal(readlinkSync(join(folder, at, 'link')), 'run');
    assert.equal(statSync(join(folder, at, 'twin')).ino, statSync(join(folder, at, 'run')).ino);
  }
  // And back: what was packed here is what was unpacked.
  const again = join(home, 'again');
  await unpackLocal(packLocal(join(folder, 'work'), 'work'), { folder: again, name: undefined });
  assert.equal(readFileSync(join(again, 'work/link'), 'utf8'), '#!/bin/sh');
});

test('links that lead out are left out and told of, and the rest arrives', async () => {
  const left = await unpack(
    undefined,
    { name: 'python', type: 'symlink', linkname: '/usr/bin/python3' },
    { name: 'up', type: 'symlink', linkname: '../..' },
    { name: 'kept', content: 'x' },
  );
  assert.deepEqual(left, ['python', 'up']);
  assert.equal(readFileSync(join(folder, 'kept'), 'utf8'), 'x');
  assert.equal(existsSync(join(folder, 'python')), false);
});

test('nothing lands elsewhere, whatever its name says or a link that is there already', async () => {
  const outside = { content: 'x' };
  for (const name of ['../out', '/tmp/raworc-out', 'a/../../out']) {
    await assert.rejects(unpack(undefined, { name, ...outside }), { code: 'ARCHIVE_FORBIDDEN' }, name);
  }
  const through = [
    { name: 'here', type: 'symlink', linkname: '.' },
    { name: 'here/file', ...outside },
  ] as const;
  await assert.rejects(unpack(undefined, ...through), { code: 'ARCHIVE_FORBIDDEN' });
  symlinkSync(join(home, 'victim'), join(folder, 'file'));
  await unpack(undefined, { name: 'file', ...outside });
  assert.equal(existsSync(join(home, 'victim')), false, 'a link is replaced, not written through');
  assert.equal(existsSync(join(home, 'out')), false);
});
