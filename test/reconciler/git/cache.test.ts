// The cache survives restarts, kills in the middle of a write, and damage; and it shares and spares transfers.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { createGitRepositories } from '../../../reconciler/git/git-repositories.ts';
import { files, serveOne, type Served } from './served-repository.ts';

const filesOf = ({ cacheDir }: Served, pattern: string) => globSync(join(cacheDir, '*', pattern));

async function assertReadable(served: Served): Promise<void> {
  const repository = served.open();
  await repository.fetch(served.commit);
  const entries = await repository.tree(served.commit, '');
  const contents = await repository.readMany(entries.map(({ oid }) => oid));
  for (const { path, oid } of entries)
    assert.equal(Buffer.from(contents.get(oid) ?? []).toString(), files[path]);
}

function flipByte(path: string): void {
  const bytes = readFileSync(path);
  const at = bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  rmSync(path);
  writeFileSync(path, bytes);
}

const pick = (from: Readonly<Record<string, string>>, count: number) =>
  Object.fromEntries(Object.entries(from).slice(0, count));

describe('the cache', { concurrency: true }, () => {
  it('serves a new process without asking the remote, because restarts happen while Git is down', async () => {
    await using served = await serveOne();
    await served.open().fetch(served.commit);
    await served.server.close();
    await assertReadable(served);
  });

  it('transfers only what is new, because the cost follows the change', async () => {
    await using served = await serveOne();
    const repository = served.open();
    await repository.fetch(served.commit);
    const before = served.server.stats.bytesSent;
    const next = await served.fixture.commit({ 'dir1/file1.txt': 'changed' });
    await repository.fetch(next);
    assert.ok(
      served.server.stats.bytesSent - before < 4000,
      `${served.server.stats.bytesSent - before} bytes`,
    );
    assert.equal((await repository.changedPaths(served.commit, next, '')).length, 1);
  });

  it('shares one transfer among all who want a commit, because many agents live in one repository', async () => {
    await using served = await serveOne();
    const repository = served.open();
    await Promise.all(Array.from({ length: 20 }, () => repository.fetch(served.commit)));
    assert.equal(served.server.stats.fetches, 1);
  });

  it('goes on for the others when one leaves, because they asked for it too', async () => {
    await using served = await serveOne();
    const repository = served.open();
    const abort = new AbortController();
    const leaving = repository.fetch(served.commit, { signal: abort.signal });
    const staying = repository.fetch(served.commit);
    abort.abort(new Error('left'));
    await assert.rejects(leaving, /left/);
    await staying;
    assert.equal(served.server.stats.fetches, 1);
  });

  it('leaves packs that Git itself accepts, because people look into caches with it', async () => {
    await using served = await serveOne();
    const repository = served.open();
    await repository.fetch(served.commit);
    await repository.fetch(await served.fixture.commit({ 'dir1/file1.txt': `${files['dir1/file1.txt']}!` }));
    const packs = filesOf(served, 'objects/pack/*.idx');
    assert.equal(packs.length, 2);
    for (const pack of packs) await served.fixture.git('verify-pack', pack);
  });

  it('keeps its packs few, because a busy branch is followed for months', async () => {
    await using served = await serveOne();
    const repository = served.open();
    const commits = [served.commit];
    await repository.fetch(served.commit);
    const reader = served.open();
    await reader.fetch(served.commit);
    for (let change = 0; change < 30; change += 1) {
      const commit = await served.fixture.commit({
        [`dir${change % 4}/file${change}.txt`]: `change ${change}`,
      });
      await repository.fetch(commit);
      commits.push(commit);
    }
    const packs = filesOf(served, 'objects/pack/*.idx');
    assert.ok(packs.length <= 24, `${packs.length} packs`);
    for (const pack of packs) await served.fixture.git('verify-pack', pack);
    for (const commit of commits) {
      const entries = await served.open().tree(commit, '');
      assert.equal(entries.length, 40);
    }
    const entries = await reader.tree(served.commit, '');
    const contents = await reader.readMany(entries.map(({ oid }) => oid));
    assert.equal(contents.size, 40, 'and who had looked before the packs were merged looks again');
  });

  it('lets go of what nobody needs, because disks are finite', async () => {
    await using served = await serveOne();
    const later = Date.now() + 2 * 60 * 60 * 1000;
    const repository = served.open({ now: () => later });
    await repository.fetch(served.commit);
    await served.fixture.tag('kept', served.commit);
    const next = await served.fixture.forcePush({ new: 'content\n'.repeat(100), ...pick(files, 3) });
    await repository.fetch(next);
    const bytes = () =>
      filesOf(served, 'objects/pack/*.pack').reduce((sum, path) => sum + statSync(path).size, 0);
    const before = bytes();

    await repository.retain([next]);

    assert.ok(bytes() < before / 4, `${bytes()} of ${before} bytes`);
    assert.equal(await served.open().has(served.commit), false);
    await assert.rejects(repository.tree(served.commit, ''), { code: 'COMMIT_NOT_FETCHED' });
    assert.equal((await repository.tree(next, '')).length, 4);
    const entries = await served.open().tree(next, '');
    assert.equal((await served.open().readMany(entries.map(({ oid }) => oid))).size, 4);
    await repository.fetch(served.commit);
    assert.equal((await repository.tree(served.commit, '')).length, 40);
  });

  it('tells beforehand what it would let go of, and then does just that, once', async () => {
    await using served = await serveOne();
    const later = Date.now() + 2 * 60 * 60 * 1000;
    const repository = served.open({ now: () => later });
    await repository.fetch(served.commit);
    const next = await served.fixture.forcePush({ new: 'content\n'.repeat(100) });
    await repository.fetch(next);

    const told = await repository.retain([next], { dryRun: true });
    assert.equal(told.commits, 1);
    assert.ok(told.bytes > 10_000, `${told.bytes} bytes`);
    assert.equal((await repository.tree(served.commit, '')).length, 40, 'it is all there still');
    assert.deepEqual(await repository.retain([next]), told);
    assert.deepEqual(await repository.retain([next]), { commits: 0, bytes: 0 });
    assert.equal(await served.open().has(next), true);
  });

  it('goes on with letting go where a process died at it, because nothing else would', async () => {
    await using served = await serveOne();
    const later = Date.now() + 2 * 60 * 60 * 1000;
    const open = () => served.open({ now: () => later });
    await open().fetch(served.commit);
    // As it stands between the two steps: the commit is forgotten, what it holds is there.
    writeFileSync(join(served.cacheDir, readdirSync(served.cacheDir)[0] ?? '', 'forgotten'), '');
    rmSync(filesOf(served, `refs/complete/${served.commit}`)[0] ?? '');
    assert.ok((await open().retain([])).bytes > 10_000);
    assert.deepEqual(filesOf(served, 'objects/pack/*'), []);
    assert.deepEqual(await open().retain([]), { commits: 0, bytes: 0 });
    await assertReadable(served);
  });

  it('leaves the packs of a transfer that has not ended, because other threads transfer too', async () => {
    await using served = await serveOne();
    await served.open().fetch(served.commit);
    // Its mark comes last.
    rmSync(filesOf(served, `refs/complete/${served.commit}`)[0] ?? '');
    writeFileSync(join(served.cacheDir, readdirSync(served.cacheDir)[0] ?? '', 'forgotten'), '');
    assert.deepEqual(await served.open().retain([]), { commits: 0, bytes: 0 });
    assert.notDeepEqual(filesOf(served, 'objects/pack/*.pack'), []);
  });

  it('keeps the latest where it is told to, and what somebody asked for again', async () => {
    await using served = await serveOne();
    const hours = (count: number) => served.open({ now: () => Date.now() + count * 60 * 60 * 1000 });
    await hours(0).fetch(served.commit);
    const next = await served.fixture.forcePush({ new: 'content\n' });
    await hours(1).fetch(next);
    utimesSync(filesOf(served, `refs/complete/${served.commit}`)[0] ?? '', 1, 1);
    assert.equal((await hours(9).retain([], { newest: 1 })).commits, 1);
    assert.deepEqual([await served.open().has(next), await served.open().has(served.commit)], [true, false]);
    await hours(9).fetch(next);
    assert.equal((await hours(9).retain([])).commits, 0, 'it was asked for in this hour');
  });

  it('is listed by its location, also where nobody has opened it, because what is not declared any more is not', async () => {
    await using served = await serveOne();
    await served.open().fetch(served.commit);
    const { cacheDir } = served;
    const again = createGitRepositories({ cacheDir, credentials: () => undefined });
    assert.deepEqual(again.cached(), [served.open().location]);
    const none = createGitRepositories({ cacheDir: join(cacheDir, 'none'), credentials: () => undefined });
    assert.deepEqual(none.cached(), []);
  });

  it('does not let go of what was just fetched, because a build may be reading it', async () => {
    await using served = await serveOne();
    const repository = served.open();
    await repository.fetch(served.commit);
    await repository.retain([]);
    assert.equal((await repository.tree(served.commit, '')).length, 40);
  });

  it('notices that another process threw it away, because caches are shared', async () => {
    await using served = await serveOne();
    const repository = served.open();
    await repository.fetch(served.commit);
    for (const path of filesOf(served, '*')) rmSync(path, { recursive: true });
    await assert.rejects(repository.tree(served.commit, ''), {
      code: 'COMMIT_NOT_FETCHED',
      disposition: 'retry',
    });
    await repository.fetch(served.commit);
    assert.equal((await repository.tree(served.commit, '')).length, 40);
  });

  const damages: readonly (readonly [what: string, damage: (served: Served) => void])[] = [
    ['a pack was cut off', (served) => truncateSync(filesOf(served, 'objects/pack/*.pack')[0] ?? '', 2000)],
    ['a pack has a flipped bit', (served) => flipByte(filesOf(served, 'objects/pack/*.pack')[0] ?? '')],
    ['a pack is gone', (served) => rmSync(filesOf(served, 'objects/pack/*.pack')[0] ?? '')],
    ['an index was cut off', (served) => truncateSync(filesOf(served, 'objects/pack/*.idx')[0] ?? '', 1200)],
    ['an index is empty', (served) => truncateSync(filesOf(served, 'objects/pack/*.idx')[0] ?? '', 0)],
    ['an index has a flipped bit', (served) => flipByte(filesOf(served, 'objects/pack/*.idx')[0] ?? '')],
    ['all objects are gone', (served) => rmSync(filesOf(served, 'objects')[0] ?? '', { recursive: true })],
  ];
  for (const [what, damage] of damages) {
    it(`heals when ${what}, because a machine may lose power while it writes`, async () => {
      await using served = await serveOne();
      await served.open().fetch(served.commit);
      damage(served);
      await assertReadable(served);
      assert.equal(served.server.stats.fetches, 2);
    });
  }

  it('heals when it is damaged while it is open, because disks fail at any time', async () => {
    await using served = await serveOne();
    const repository = served.open();
    await repository.fetch(served.commit);
    const [entry] = await repository.tree(served.commit, 'dir0');
    truncateSync(filesOf(served, 'objects/pack/*.pack')[0] ?? '', 100);
    await assert.rejects(repository.readMany([entry?.oid ?? '']), {
      code: 'OBJECT_CORRUPT',
      disposition: 'retry',
    });
    await repository.fetch(served.commit);
    assert.equal((await repository.readMany([entry?.oid ?? ''])).size, 1);
  });

  it('does not believe a pack without its mark, because the process may have died between the two', async () => {
    await using served = await serveOne();
    await served.open().fetch(served.commit);
    rmSync(filesOf(served, `refs/complete/${served.commit}`)[0] ?? '');
    assert.equal(await served.open().has(served.commit), false);
    await assertReadable(served);
  });

  it('removes what killed processes left aside, but nothing that may still be written', async () => {
    await using served = await serveOne();
    await served.open().fetch(served.commit);
    const aside = filesOf(served, 'aside')[0] ?? '';
    const [old, young] = [join(aside, 'old'), join(aside, 'young')];
    for (const dir of [old, young]) mkdirSync(dir);
    utimesSync(old, 1, 1);
    await served.open().fetch(await served.fixture.commit({ a: 'b' }));
    assert.deepEqual(globSync(join(aside, '*')), [young]);
  });

  it('survives kill -9 at any moment of a fetch, because that is how processes end', async () => {
    await using served = await serveOne();
    const script = join(import.meta.dirname, 'fetch-in-a-process.ts');
    for (const moment of ['sent', 'adding', 'added', 'marking']) {
      const child = spawn(
        process.execPath,
        [script, served.location, served.cacheDir, served.commit, moment],
        {
          stdio: ['ignore', 'inherit', 'inherit'],
        },
      );
      const [, signal] = await new Promise<[number | null, string | null]>((ended) => {
        child.on('close', (...how) => ended(how));
      });
      assert.equal(signal, 'SIGKILL', moment);
      assert.equal(await served.open().has(served.commit), false, moment);
    }
    await assertReadable(served);
  });

  it('says that it can not be written, because nobody looks for that first', async () => {
    await using served = await serveOne();
    writeFileSync(join(served.root, 'file'), 'not a folder');
    const repository = served.open({ cacheDir: join(served.root, 'file') });
    await assert.rejects(repository.fetch(served.commit), { code: 'CACHE_UNUSABLE', hint: /RAWORC_HOME/ });
  });
});
