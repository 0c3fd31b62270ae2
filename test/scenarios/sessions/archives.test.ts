// A session as an archive: what comes back of it, and what is made of an archive that somebody else made.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { SessionId } from '../../../state/model/ids.ts';
import { readTar, tarOf, type TarFile } from '../../support/engine/tars.ts';
import { createWorld, type Instance, type World } from './world.ts';

const ECHO = 'def process_message(message, context):\n    return "you said " + message\n';
const WAIT = { timeoutMs: 15_000 };
const until = () => ({ signal: AbortSignal.timeout(30_000) });

let world: World;
let instance: Instance;
beforeEach(async () => {
  world = await createWorld();
  await world.agent('echo', ECHO);
  instance = await world.start();
});
afterEach(() => world.end());

async function started(): Promise<SessionId> {
  const { id } = await instance.sessions.create({
    space: world.space,
    by: 'admin',
    agent: 'echo',
    metadata: { ticket: 7 },
  });
  await instance.sessions.waitState(id, ['idle'], WAIT);
  return id;
}

async function say(id: SessionId, content: string) {
  const { turn } = await instance.sessions.send(id, { content, by: 'admin' });
  return (await instance.sessions.waitTurn(turn.id, WAIT)).reply?.content;
}

const said = async (id: SessionId) =>
  (await instance.sessions.messages(id, { limit: 100 })).map(({ role, content, createdAt }) => ({
    role,
    content,
    createdAt,
  }));

const exported = async (id: SessionId) => buffer(await instance.runtime.workspaces.export(id, until()));
const imported = (archive: Buffer) =>
  instance.runtime.workspaces.import({ space: world.space, by: 'admin' }, Readable.from([archive]), until());

/** No session of the space is open but these, and nothing is left over that is not theirs. */
async function onlyOpen(...ids: readonly SessionId[]): Promise<void> {
  for (const { id } of await world.store.sessions.open(world.space)) {
    if (ids.includes(id)) continue;
    const row = await instance.sessions.waitState(id, ['closed'], WAIT);
    assert.equal(row.state, 'closed', row.message);
  }
  const left = (await world.leftovers()).filter((name) => !ids.some((id) => name.includes(id)));
  assert.deepEqual(left, []);
}

test('an exported session comes back with its history and its files, as another session', async () => {
  const id = await started();
  await say(id, 'one');
  const folder = world.folderOf(id);
  mkdirSync(join(folder, 'deep'));
  writeFileSync(join(folder, 'deep/file'), 'kept', { mode: 0o600 });
  symlinkSync('deep/file', join(folder, 'link'));
  symlinkSync('/usr/bin/python3', join(folder, 'python'));
  const archive = await exported(id);
  const names = (await readTar(Readable.from([archive]))).map(({ header }) => header.name);
  assert.equal(names[0], 'manifest.json');
  assert.equal(names.at(-1), 'complete.json');
  assert.ok(!names.includes('workspace/python'), 'a link that leads outside would be taken by no import');
  await onlyOpen(id);

  for (const bytes of [archive, gzipSync(archive)]) {
    const row = await imported(bytes);
    assert.notEqual(row.id, id);
    assert.deepEqual([row.awaits, row.agent, row.metadata], [null, 'echo', { ticket: 7 }]);
    const { state, message } = await instance.sessions.waitState(row.id, ['idle', 'error'], WAIT);
    assert.equal(state, 'idle', message);
    assert.deepEqual(await said(row.id), await said(id));
    assert.equal(readFileSync(join(world.folderOf(row.id), 'link'), 'utf8'), 'kept');
    const log = await instance.sessions.log(row.id, 0, 10);
    const event = log.find(({ type }) => type === 'session.imported');
    assert.ok(event?.type === 'session.imported');
    assert.deepEqual([event.data.from, event.data.messages], [id, 2]);
    assert.equal(await say(row.id, 'two'), 'you said two', 'it goes on like any session');
    await instance.sessions.request(row.id, 'close', 'admin');
  }
});

test('a long history goes out and comes in piece by piece', async () => {
  const id = await started();
  await instance.sessions.request(id, 'suspend', 'admin');
  await instance.sessions.waitState(id, ['suspended'], WAIT);
  const long = 'ü'.repeat(3 * 1024 * 1024);
  await world.store.messages.insertAll(
    Array.from({ length: 250 }, (_, n) => ({
      id: `msg_${id.slice(4)}${n}` as never,
      sessionId: id,
      turnId: null,
      parentTurnId: null,
      role: 'user' as const,
      agent: null,
      content: n === 100 ? long : `message ${n}`,
      metadata: { n },
      createdAt: 1000 + n,
    })),
  );
  const row = await imported(await exported(id));
  assert.equal((await instance.sessions.get(id)).state, 'suspended');
  const all = await instance.sessions.messages(row.id, { limit: 500 });
  assert.deepEqual(
    all.map(({ content, metadata }) => [content, metadata]),
    (await instance.sessions.messages(id, { limit: 500 })).map(({ content, metadata }) => [
      content,
      metadata,
    ]),
  );
});

const MANIFEST = {
  format: 'raworc.session',
  version: 1,
  exported_at: '2026-01-01T00:00:00.000Z',
  session: {
    id: 'ses_other',
    space: 'other',
    agent: null,
    metadata: {},
    created_at: '2026-01-01T00:00:00.000Z',
  },
};
const manifest = (more: object = {}): TarFile => ({
  name: 'manifest.json',
  content: JSON.stringify({ ...MANIFEST, ...more }),
});
const complete: TarFile = { name: 'complete.json', content: '{}' };
const message = (fields: object): TarFile => ({
  name: 'messages/1.jsonl',
  content: `${JSON.stringify({ role: 'user', agent: null, content: 'x', metadata: {}, created_at: MANIFEST.exported_at, ...fields })}\n`,
});
const inside = (name: string, more: Partial<TarFile> = {}): TarFile => ({
  name: `workspace/${name}`,
  content: 'x',
  ...more,
});
const link = (name: string, linkname: string, type: 'symlink' | 'link' = 'symlink'): TarFile => ({
  name: `workspace/${name}`,
  linkname,
  type,
});

const hostile: readonly (readonly [why: string, files: readonly TarFile[], code: string])[] = [
  ['nothing at all', [], 'ARCHIVE_UNKNOWN'],
  ['something else', [{ name: 'package.json', content: '{}' }], 'ARCHIVE_UNKNOWN'],
  ['a manifest of another kind', [manifest({ format: 'other' }), complete], 'ARCHIVE_UNKNOWN'],
  ['a manifest that is no JSON', [{ name: 'manifest.json', content: 'no' }, complete], 'ARCHIVE_UNKNOWN'],
  ['a version that is not known', [manifest({ version: 2 }), complete], 'ARCHIVE_VERSION'],
  ['no end', [manifest(), inside('file')], 'ARCHIVE_TRUNCATED'],
  ['something after the end', [manifest(), complete, inside('file')], 'ARCHIVE_FORBIDDEN'],
  ['a foreign entry', [manifest(), { name: 'etc/passwd', content: 'x' }, complete], 'ARCHIVE_FORBIDDEN'],
  ['a path upwards', [manifest(), inside('../../etc/passwd'), complete], 'ARCHIVE_FORBIDDEN'],
  ['an absolute path', [manifest(), inside('/etc/passwd'), complete], 'ARCHIVE_FORBIDDEN'],
  ['a link outside', [manifest(), link('link', '../../etc'), complete], 'ARCHIVE_FORBIDDEN'],
  ['an absolute link', [manifest(), link('link', '/etc/passwd'), complete], 'ARCHIVE_FORBIDDEN'],
  [
    'a file below a link',
    [manifest(), link('here', '.'), inside('here/file'), complete],
    'ARCHIVE_FORBIDDEN',
  ],
  [
    'another name of a file outside',
    [manifest(), link('twin', 'etc/passwd', 'link'), complete],
    'ARCHIVE_FORBIDDEN',
  ],
  [
    'another name of nothing',
    [manifest(), link('twin', 'workspace/absent', 'link'), complete],
    'ARCHIVE_BROKEN',
  ],
  [
    'a device',
    [manifest(), { name: 'workspace/null', type: 'character-device', devmajor: 1, devminor: 3 }, complete],
    'ARCHIVE_FORBIDDEN',
  ],
  ['a message of nobody', [manifest(), message({ role: 'root' }), complete], 'ARCHIVE_UNKNOWN'],
  ['a message without a time', [manifest(), message({ created_at: 'now' }), complete], 'ARCHIVE_UNKNOWN'],
  ['a message that is no text', [manifest(), message({ content: 7 }), complete], 'ARCHIVE_UNKNOWN'],
];

test('an archive that can’t be trusted is refused, and leaves no session', async () => {
  for (const [why, files, code] of hostile) {
    const archive = await buffer(tarOf(...files));
    await assert.rejects(imported(archive), { code }, why);
  }
  await onlyOpen();
  assert.equal(existsSync('/etc/raworc-test'), false);
});

test('an archive that is too large, cut off or broken is refused, and leaves no session', async () => {
  const space = await world.store.spaces.get(world.space);
  const spec = space?.spec as { resources: object };
  const small = { ...spec, resources: { ...spec.resources, storage: '64Ki' } };
  await world.store.spaces.update(world.space, { spec: small }, Date.now());
  const zeros = inside('zeros', { content: Buffer.alloc(1024 * 1024) });
  const bomb = gzipSync(await buffer(tarOf(manifest(), zeros, complete)));
  await assert.rejects(imported(bomb), { code: 'ARCHIVE_TOO_LARGE' }, 'however small it is on its way');
  const whole = await buffer(
    tarOf(manifest(), inside('file', { content: Buffer.alloc(4000, 'x') }), complete),
  );
  for (const length of [1, 600, 2000, 3000, whole.length - 1024]) {
    const cut = imported(whole.subarray(0, length));
    await assert.rejects(cut, { code: /^ARCHIVE_(TRUNCATED|BROKEN|UNKNOWN)$/ }, `${length} bytes`);
  }
  const zipped = gzipSync(whole);
  await assert.rejects(imported(zipped.subarray(0, zipped.length - 20)), {
    code: /^ARCHIVE_(TRUNCATED|BROKEN)$/,
  });
  await onlyOpen();
});

test('an import whose client goes away leaves no session', async () => {
  const whole = await buffer(
    tarOf(manifest(), inside('file', { content: Buffer.alloc(4000, 'x') }), complete),
  );
  const begun = Promise.withResolvers<void>();
  const source = Readable.from(
    (async function* () {
      yield whole.subarray(0, 1536);
      await begun.promise;
      throw new Error('the client went away');
    })(),
  );
  const importing = instance.runtime.workspaces.import({ space: world.space, by: 'admin' }, source, until());
  begun.resolve();
  await assert.rejects(importing);
  await onlyOpen();
});

test('an import whose process dies is closed when nobody has been at it for long', async () => {
  let lost: SessionId | undefined;
  await instance.stop();
  const died = Promise.withResolvers<void>();
  const mortal = await world.start({
    async checkpoint(name) {
      if (name !== 'session.import-begun' || lost !== undefined) return;
      lost = (await world.store.sessions.open(world.space))[0]?.id;
      void mortal.kill().then(() => died.resolve());
    },
  });
  const archive = await buffer(tarOf(manifest(), complete));
  void mortal.runtime.workspaces.import(
    { space: world.space, by: 'admin' },
    Readable.from([archive]),
    until(),
  );
  await died.promise;
  assert.ok(lost);
  const waiting = await world.store.sessions.get(lost);
  assert.equal(waiting?.awaits, 'import');
  await world.store.sessions.change(lost, waiting, { deadlineAt: Date.now() - 1 });
  instance = await world.start();
  assert.equal((await instance.sessions.waitState(lost, ['closed'], WAIT)).state, 'closed');
  await onlyOpen();
});

test('what an export left behind whose process died goes with its session', async () => {
  const id = await started();
  await instance.stop();
  const died = Promise.withResolvers<void>();
  const mortal = await world.start({
    checkpoint(name) {
      if (name === 'session.workspace-copied') void mortal.kill().then(() => died.resolve());
    },
  });
  const lost = mortal.runtime.workspaces.export(id, until());
  lost.catch(() => undefined);
  await died.promise;
  const left = await world.leftovers();
  assert.ok(
    left.some((name) => name.startsWith('raworc_snapshot_')),
    'nobody was there to remove it',
  );
  instance = await world.start();
  await instance.sessions.request(id, 'close', 'admin');
  assert.equal((await instance.sessions.waitState(id, ['closed'], WAIT)).state, 'closed');
  await onlyOpen();
});

test('two sessions are compared by files and by where their histories part', async () => {
  const id = await started();
  await say(id, 'common');
  writeFileSync(join(world.folderOf(id), 'same'), 'same');
  writeFileSync(join(world.folderOf(id), 'changed'), 'before');
  writeFileSync(join(world.folderOf(id), 'removed'), 'gone');
  const [fork] = await instance.sessions.fork(id, { by: 'admin' });
  assert.ok(fork);
  await instance.sessions.waitState(fork.id, ['idle'], WAIT);
  const folder = world.folderOf(fork.id);
  writeFileSync(join(folder, 'changed'), 'after!');
  mkdirSync(join(folder, 'new'));
  writeFileSync(join(folder, 'new/file'), 'new');
  await instance.runtime.workspaces.unpack(fork.id, '', tarOf({ name: 'added', content: 'x' }), {});
  await say(fork.id, 'only there');
  await instance.sessions.request(fork.id, 'suspend', 'admin');
  await instance.sessions.waitState(fork.id, ['suspended'], WAIT);
  const { files, messages } = await instance.runtime.workspaces.diff(id, fork.id, {});
  const own = files.items.filter(({ path }) => !path.startsWith('.'));
  assert.deepEqual(
    own.filter(({ path }) => path !== 'removed').map(({ path, change }) => `${change} ${path}`),
    ['added added', 'changed changed', 'added new', 'added new/file'],
  );
  assert.equal(messages.common, 2);
  assert.equal(messages.here.count, 0);
  assert.deepEqual(
    messages.there.items.map(({ content }) => content),
    ['only there', 'you said only there'],
  );
  const itself = await instance.runtime.workspaces.diff(id, id, {});
  assert.deepEqual([itself.files.items, itself.messages.common], [[], 2]);
});
