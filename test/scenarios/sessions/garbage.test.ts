// What nobody needs any more is told, and removed when somebody says so; what others own or anybody uses stays.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { SpareSource } from '../../../reconciler/loop/loader.ts';
import { collectGarbage, type CollectOptions } from '../../../reconciler/loop/collect-garbage.ts';
import { createMemoryEngine } from '../../../runtime/containers/memory/engine.ts';
import { createAgentImages } from '../../../runtime/images/create-images.ts';
import { createFindOrphans } from '../../../runtime/sessions/lifecycle/orphans.ts';
import { createLogFiles } from '../../../runtime/sessions/logs/log-files.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import { contextOf } from '../../support/engine/tars.ts';
import { aSession } from '../../support/rows.ts';
import { realClock } from '../../support/sessions/session-world.ts';
import { createWorld, type Instance, type World } from './world.ts';

const ECHO = 'def process_message(message, context):\n    return message\n';
const WAIT = { timeoutMs: 15_000 };
const DAY = 24 * 60 * 60_000;

let world: World;
let instance: Instance;
let spareSources: readonly SpareSource[];

beforeEach(async () => {
  spareSources = [];
  world = await createWorld();
  await world.agent('echo', ECHO);
  instance = await world.start();
});
afterEach(() => world.end());

async function talkedIn(): Promise<SessionId> {
  const { id } = await instance.sessions.create({ space: world.space, by: 'admin' });
  const { turn } = await instance.sessions.send(id, { content: 'hello', by: 'admin' });
  await instance.sessions.waitTurn(turn.id, WAIT);
  return id;
}

async function close(id: SessionId, ago: number): Promise<void> {
  await instance.sessions.request(id, 'close', 'admin');
  const row = await instance.sessions.waitState(id, ['closed'], WAIT);
  await world.store.sessions.change(id, row, { since: Date.now() - ago });
}

function collect(options: Partial<CollectOptions> = {}) {
  const base = { base: 'base', build: 'base' };
  const deps = {
    store: world.store,
    engine: world.engine,
    sessions: instance.runtime.control,
    images: createAgentImages({ engine: world.engine, base }),
    clock: realClock,
    loader: { retainSources: () => Promise.resolve(spareSources) },
    config: { location: '/nowhere' },
    requireEngine: () => undefined,
  };
  return collectGarbage(deps, { dryRun: false, ...options }, {});
}
const sessionsOf = async (found: ReturnType<typeof collect>) =>
  (await found).flatMap(({ kind, name }) => (kind === 'session' ? [name] : []));

async function build(tag: string, labels: Record<string, string>): Promise<void> {
  const context = contextOf('FROM scratch\n');
  await world.engine.images.build({ context, tag, labels, onLog: () => undefined });
}

test('what is told beforehand is what goes, and a second look finds nothing', async () => {
  const open = await talkedIn();
  await close(await talkedIn(), DAY);
  const lost = { 'dev.raworc.kind': 'workspace', 'dev.raworc.session': 'ses_lost' };
  await world.engine.volumes.ensure('raworc_workspace_ses_lost', lost);
  await build('raworc_space_sales:old', { 'dev.raworc.kind': 'space' });
  await build('somebody:else', { 'dev.raworc.kind': 'other' });
  const other = createMemoryEngine({
    owner: 'other',
    program: () => Promise.resolve(0),
    world: world.engine.world,
  });
  await other.volumes.ensure('theirs', lost);

  const told = await collect({ dryRun: true });
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ['volume', 'image'],
  );
  assert.ok(told.every(({ why }) => why.endsWith('.')));
  assert.notEqual(await world.engine.volumes.inspect('raworc_workspace_ses_lost'), undefined);

  const rows = async () =>
    (await world.store.audit.list({ kind: 'Garbage' }, { limit: 9 })).map((row) => row.reason);
  assert.deepEqual(await rows(), [], 'where nothing goes, nothing is told');
  assert.deepEqual(await collect(), told);
  assert.deepEqual(await rows(), [
    '1 image: raworc_space_sales:old, which nobody needs any more.',
    '1 volume: raworc_workspace_ses_lost, which nobody needs any more.',
  ]);
  assert.deepEqual(await collect(), []);
  assert.equal((await rows()).length, 2);
  assert.equal(await world.engine.volumes.inspect('raworc_workspace_ses_lost'), undefined);
  assert.notEqual(await other.volumes.inspect('theirs'), undefined);
  assert.notEqual(await world.engine.images.inspect('somebody:else'), undefined);
  assert.equal((await instance.sessions.get(open)).state, 'idle');
});

test('what of local caches nobody needs is told with its size, and let go of where somebody says so', async () => {
  spareSources = [{ location: 'https://github.com/team/config', commits: 2, bytes: 4096 }];
  const told = await collect({ dryRun: true });
  assert.deepEqual(told, [
    {
      kind: 'source',
      name: 'https://github.com/team/config',
      why: 'Its local cache holds 2 commits that no stored state needs.',
      bytes: 4096,
    },
  ]);
  assert.equal((await world.store.audit.list({ kind: 'Garbage' }, { limit: 9 })).length, 0);
  assert.deepEqual(await collect(), told);
  const [row] = await world.store.audit.list({ kind: 'Garbage' }, { limit: 9 });
  assert.equal(row?.reason, '1 source: https://github.com/team/config, which nobody needs any more.');
});

test('a container that somebody died at before it did its one thing goes once nobody can need it', async () => {
  const made = (name: string, until: number) =>
    world.engine.containers.create({
      name,
      image: 'base',
      command: ['sleep', '60'],
      user: '0:0',
      labels: { 'dev.raworc.kind': 'host-rules', 'dev.raworc.until': String(until) },
      mounts: [],
      network: 'none',
    });
  await made('raworc_host_rules_old', Date.now() - 1);
  const young = await made('raworc_host_rules_young', Date.now() + DAY);
  assert.deepEqual(
    (await collect()).map(({ kind, name }) => [kind, name]),
    [['container', 'raworc_host_rules_old']],
  );
  await world.engine.containers.remove(young);
});

test('the build cache stays until somebody says how much of it is to, for it is of all builds on the engine', async () => {
  const context = contextOf('FROM base\nCOPY file.txt /file.txt\n', { name: 'file.txt', content: 'a' });
  await world.engine.images.build({ context, tag: 'some:image', labels: {}, onLog: () => undefined });
  const before = await world.engine.buildCache.size();
  assert.ok(before > 0);
  assert.deepEqual(await collect(), []);
  assert.deepEqual(await collect({ keepBuildCache: before }), []);
  const told = await collect({ keepBuildCache: 0, dryRun: true });
  assert.deepEqual(
    told.map(({ kind, bytes }) => [kind, bytes]),
    [['build-cache', before]],
  );
  assert.equal(await world.engine.buildCache.size(), before);
  assert.deepEqual(await collect({ keepBuildCache: 0 }), told);
  assert.equal(await world.engine.buildCache.size(), 0);
  const [row] = await world.store.audit.list({ kind: 'Garbage' }, { limit: 1 });
  assert.match(row?.reason ?? '', /build cache/u);
});

test('history stays until somebody says how old it may be, and then only what is older goes', async () => {
  const [old, young] = [await talkedIn(), await talkedIn()];
  await close(old, 31 * DAY);
  await close(young, 29 * DAY);
  await collect();
  assert.equal((await instance.sessions.messages(old, { limit: 9 })).length, 2);
  const closedBefore = Date.now() - 30 * DAY;
  assert.deepEqual(await sessionsOf(collect({ closedBefore, dryRun: true })), [old]);
  assert.equal((await instance.sessions.get(old)).state, 'closed');
  assert.deepEqual(await sessionsOf(collect({ closedBefore })), [old]);
  await assert.rejects(instance.sessions.get(old), { code: 'SESSION_NOT_FOUND' });
  assert.equal((await instance.sessions.messages(young, { limit: 9 })).length, 2);
});

test('what a build left without a tag goes once it can’t be a build’s that runs', async () => {
  const kind = { 'dev.raworc.kind': 'layer' };
  await build('raworc_agent_sales_a:1', { ...kind, n: '1' });
  const id = (await world.engine.images.inspect('raworc_agent_sales_a:1'))?.id ?? '';
  await build('raworc_agent_sales_a:1', { ...kind, n: '2' });
  const images = createAgentImages({ engine: world.engine, base: { base: 'base', build: 'base' } });
  const keep = new Set(['raworc_agent_sales_a:1', `raworc_space_${world.space}:installation-one`]);
  assert.deepEqual(await images.retain(keep), []);
  const removed = await images.retain(keep, { untaggedBefore: Date.now() + 1 });
  assert.deepEqual(
    removed.map(({ reference }) => reference),
    [id],
  );
});

test('what agents printed is kept for a week after their session was closed, and while it is open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'raworc-logs-'));
  const logFiles = createLogFiles(folder);
  const { store, engine } = world;
  const closed = (days: number) => aSession({ state: 'closed', since: Date.now() - days * DAY });
  const [open, young, old] = [aSession({ state: 'suspended' }), closed(6), closed(8)];
  const line = { at: 1, agent: 'echo', stream: 'stdout', text: 'hello' } as const;
  for (const row of [open, young, old]) {
    await store.sessions.insert(row);
    await logFiles.append(row.id, [line]);
  }
  await logFiles.append('ses_unknown' as SessionId, [line]);
  const orphans = await createFindOrphans({ store, engine, logFiles, clock: realClock })({});
  assert.deepEqual(orphans.map(({ name }) => name).toSorted(), [old.id, 'ses_unknown'].toSorted());
  for (const { bytes, remove } of orphans) {
    assert.ok((bytes ?? 0) > 0);
    assert.equal(await remove({}), true);
  }
  assert.deepEqual((await logFiles.sessions()).toSorted(), [open.id, young.id].toSorted());
  rmSync(folder, { recursive: true });
});
