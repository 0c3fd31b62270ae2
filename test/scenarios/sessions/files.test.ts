// Files of a session, in and out: what is kept, from which states, and that nothing leads out of the workspace.

import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, test } from 'node:test';
import type { FileAnswer } from '../../../runtime/sessions/workspaces/workspaces.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import { readTar, tarOf } from '../../support/engine/tars.ts';
import { createWorld, type Instance, type World } from './world.ts';

const WAIT = { timeoutMs: 15_000 };
const PAGE = { limit: 100 };

let world: World;
let instance: Instance;
let id: SessionId;
let folder: string;

beforeEach(async () => {
  world = await createWorld();
  instance = await world.start();
  ({ id } = await instance.sessions.create({ space: world.space, by: 'admin' }));
  await instance.sessions.waitState(id, ['idle'], WAIT);
  folder = world.folderOf(id);
});
afterEach(async () => {
  const left = await world.leftovers();
  await world.end();
  assert.deepEqual(
    left.filter((name) => !/^raworc_(session|workspace)_/.test(name)),
    [],
  );
});

const files = () => instance.runtime.workspaces;
const put = (path: string, content: string) =>
  files().put(id, path, Readable.from([Buffer.from(content)]), {});
const contentOf = async (answer: FileAnswer) => {
  assert.equal(answer.type, 'file');
  return text(answer.body);
};
const read = async (path: string) => contentOf(await files().read(id, path, PAGE, {}));

test('a file is put in with the folders that it lies in, and comes out as it was', async () => {
  const long = 'é'.repeat(500_000);
  assert.deepEqual(await put('/session/notes/long.txt', long), { files: 1, bytes: 1_000_000 });
  assert.equal(await read('notes/long.txt'), long);
  assert.equal(readFileSync(join(folder, 'notes/long.txt'), 'utf8'), long);
  assert.deepEqual(await put('/notes/long.txt', ''), { files: 1, bytes: 0 }, 'it is replaced');
  assert.equal(await read('notes/long.txt'), '');
});

test('a folder is listed by name, page by page, and says what each thing is', async () => {
  for (const name of ['c', 'a', 'b']) await put(`many/${name}`, name);
  mkdirSync(join(folder, 'many/d'));
  symlinkSync('/etc/passwd', join(folder, 'many/e'));
  const first = await files().read(id, 'many', { limit: 3 }, {});
  assert.ok(first.type === 'folder');
  assert.deepEqual(
    first.items.map(({ name, type, size }) => [name, type, size]),
    [
      ['a', 'file', 1],
      ['b', 'file', 1],
      ['c', 'file', 1],
    ],
  );
  const second = await files().read(id, 'many', { limit: 3, after: first.next ?? '' }, {});
  assert.ok(second.type === 'folder');
  assert.deepEqual(
    second.items.map(({ name, type, target }) => [name, type, target]),
    [
      ['d', 'folder', undefined],
      ['e', 'link', '/etc/passwd'],
    ],
  );
  assert.equal(second.next, null);
});

test('a folder goes in and out as a tar, with modes, times and links', async () => {
  const when = new Date('2020-01-02T03:04:05Z');
  const tar = tarOf(
    { name: './', type: 'directory' },
    { name: 'run.sh', content: '#!/bin/sh', mode: 0o4755, mtime: when, uid: 0 },
    { name: 'deep/er/file', content: 'deep', mode: 0o600 },
    { name: 'link', type: 'symlink', linkname: 'deep/er/file' },
    { name: 'home', type: 'symlink', linkname: '/session/into' },
    { name: 'twin', type: 'link', linkname: 'run.sh' },
  );
  assert.deepEqual(await files().unpack(id, 'into', tar, {}), { files: 5, bytes: 13 });
  const run = lstatSync(join(folder, 'into/run.sh'));
  assert.deepEqual([run.mode & 0o7777, run.mtimeMs], [0o755, when.getTime()], 'no set-user-id comes in');
  if (process.getuid?.() === 0) assert.deepEqual([run.uid, run.gid], [10001, 10001]);
  const entries = await readTar(await files().pack(id, 'into', {}));
  const shown = entries.map(({ header, content }) => [header.name, header.type, content || header.linkname]);
  assert.deepEqual(shown, [
    ['into/', 'directory', null],
    ['into/deep/', 'directory', null],
    ['into/deep/er/', 'directory', null],
    ['into/deep/er/file', 'file', 'deep'],
    ['into/home', 'symlink', '/session/into'],
    ['into/link', 'symlink', 'deep/er/file'],
    ['into/run.sh', 'file', '#!/bin/sh'],
    ['into/twin', 'link', 'into/run.sh'],
  ]);
});

for (const state of ['paused', 'suspended'] as const) {
  test(`a session that is ${state} stays so while its files are read and written`, async () => {
    await put('note', 'kept');
    await instance.sessions.request(id, state === 'paused' ? 'pause' : 'suspend', 'admin');
    await instance.sessions.waitState(id, [state], WAIT);
    assert.equal(await read('note'), 'kept');
    await put('other', 'new');
    assert.equal(await read('other'), 'new');
    assert.equal((await instance.sessions.get(id)).state, state);
  });
}

test('no path leads out of the workspace', async () => {
  symlinkSync('/etc', join(folder, 'etc'));
  symlinkSync('/etc/passwd', join(folder, 'passwd'));
  const cases = [
    ['../etc/passwd', 'PATH_INVALID'],
    ['/session/../etc/passwd', 'PATH_INVALID'],
    ['a\0b', 'PATH_INVALID'],
    ['x'.repeat(5000), 'PATH_INVALID'],
    ['passwd', 'PATH_IS_LINK'],
    ['etc/passwd', 'PATH_IS_LINK'],
    ['/etc/passwd', 'PATH_IS_LINK'],
    ['absent', 'PATH_NOT_FOUND'],
  ] as const;
  for (const [path, code] of cases) {
    await assert.rejects(files().read(id, path, PAGE, {}), { code }, `reading ${path.slice(0, 30)}`);
  }
  for (const [path, code] of [...cases.slice(0, 4), ['etc/new', 'PATH_IS_LINK']] as const) {
    await assert.rejects(put(path, 'x'), { code }, `writing ${path.slice(0, 30)}`);
  }
  assert.deepEqual(await put('passwd', 'mine'), { files: 1, bytes: 4 }, 'a link is replaced, not followed');
  assert.equal(lstatSync(join(folder, 'passwd')).isFile(), true);
  writeFileSync(join(folder, 'file'), '');
  await assert.rejects(put('file/below', 'x'), { code: 'PATH_NOT_FOLDER' });
  await assert.rejects(put('', 'x'), { code: 'PATH_IS_FOLDER' });
});

test('a tar that wants out is refused, and what is in the way in the workspace is not followed', async () => {
  symlinkSync('/tmp', join(folder, 'tmp'));
  const hostile = [
    [{ name: '../out', content: 'x' }],
    [{ name: '/etc/out', content: 'x' }],
    [{ name: 'a/../../out', content: 'x' }],
    [{ name: 'link', type: 'symlink', linkname: '../..' }],
    [{ name: 'link', type: 'symlink', linkname: '/etc' }],
    [{ name: 'twin', type: 'link', linkname: '/etc/passwd' }],
    [
      { name: 'here', type: 'symlink', linkname: '.' },
      { name: 'here/x', content: 'x' },
    ],
    [{ name: 'device', type: 'character-device', devmajor: 1, devminor: 3 }],
    [{ name: 'pipe', type: 'fifo' }],
  ] as const;
  for (const entries of hostile) {
    const name = JSON.stringify(entries);
    await assert.rejects(
      files().unpack(id, 'in', tarOf(...entries), {}),
      { code: 'ARCHIVE_FORBIDDEN' },
      name,
    );
  }
  await assert.rejects(files().unpack(id, '', tarOf({ name: 'tmp/out', content: 'x' }), {}), {
    code: 'PATH_IS_LINK',
  });
  await assert.rejects(files().unpack(id, '', Readable.from([Buffer.from('no tar at all')]), {}), {
    code: /^ARCHIVE_(BROKEN|TRUNCATED)$/,
  });
  const large = tarOf({ name: 'large', content: Buffer.alloc(100_000, 'x') });
  const cut = Readable.from([
    (await Array.fromAsync(large)).reduce((all, part) => Buffer.concat([all, part])).subarray(0, 50_000),
  ]);
  await assert.rejects(files().unpack(id, '', cut, {}), { code: /^ARCHIVE_(BROKEN|TRUNCATED)$/ });
});

test('a body that breaks off, or is larger than the workspace may be, is not taken for whole', async () => {
  const broken = Readable.from(
    (function* () {
      yield Buffer.from('begun');
      throw new Error('the client went away');
    })(),
  );
  await assert.rejects(files().put(id, 'half', broken, {}), /went away/);
  const space = await world.store.spaces.get(world.space);
  const spec = space?.spec as { resources: object };
  const small = { ...spec, resources: { ...spec.resources, storage: '1Ki' } };
  await world.store.spaces.update(world.space, { spec: small }, Date.now());
  await assert.rejects(put('large', 'x'.repeat(2000)), { code: 'ARCHIVE_TOO_LARGE' });
});

test('where there are no files it says so: closed, unknown, or without its volume', async () => {
  await assert.rejects(files().read('ses_unknown' as SessionId, '', PAGE, {}), { code: 'SESSION_NOT_FOUND' });
  world.engine.world.volumes.delete(`raworc_workspace_${id}`);
  await assert.rejects(files().read(id, '', PAGE, {}), { code: 'WORKSPACE_LOST' });
  await instance.sessions.request(id, 'close', 'admin');
  await instance.sessions.waitState(id, ['closed'], WAIT);
  await assert.rejects(files().read(id, '', PAGE, {}), { code: 'SESSION_STATE' });
});
