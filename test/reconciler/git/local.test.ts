// Repositories at paths come in many shapes: whatever `git` leaves on a disk is read where it stands, and never changed.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { createGitRepositories } from '../../../reconciler/git/git-repositories.ts';
import type { Repository } from '../../../reconciler/git/repositories.ts';
import type { CommitId } from '../../../state/model/ids.ts';
import { createRepository, hermeticGit } from '../../support/git-server/fixture-repository.ts';

async function withFolder(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'raworc-local-'));
  try {
    await test(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const open = (path: string): Repository =>
  createGitRepositories({ cacheDir: '/nonexistent', credentials: () => undefined }).open(path);

async function contentsOf(
  repository: Repository,
  commit: CommitId,
): Promise<Readonly<Record<string, string>>> {
  const entries = await repository.tree(commit, '');
  const contents = await repository.readMany(entries.map(({ oid }) => oid));
  return Object.fromEntries(
    entries.map(({ path, oid }) => [path, Buffer.from(contents.get(oid) ?? []).toString()]),
  );
}

describe('a repository at a path', { concurrency: true }, () => {
  it('is read with packed refs and packed objects, because `git gc` runs by itself', () =>
    withFolder(async (dir) => {
      const fixture = await createRepository(dir);
      const first = await fixture.commit({ a: '1', b: 'same\n'.repeat(100) });
      await fixture.tag('v1', first, 'annotated');
      await fixture.git('gc', '-q');
      const second = await fixture.commit({ a: '2' });
      const { refs } = await open(dir).refs();
      assert.deepEqual([refs.get('refs/tags/v1'), refs.get('refs/heads/main')], [first, second]);
      assert.equal((await contentsOf(open(dir), first))['a'], '1');
    }));

  it('is still read after it was repacked meanwhile, because nobody asks Raworc before `git gc`', () =>
    withFolder(async (dir) => {
      const fixture = await createRepository(dir);
      const commit = await fixture.commit({ a: '1' });
      const repository = open(dir);
      const before = await contentsOf(repository, commit);
      for (const file of ['b', 'c']) await fixture.commit({ [file]: 'x'.repeat(1000) });
      await fixture.git('repack', '-a', '-d', '-q');
      await fixture.git('prune-packed');
      assert.deepEqual(await contentsOf(repository, commit), before);
    }));

  it('may be a linked work tree, because people have several', () =>
    withFolder(async (dir) => {
      const fixture = await createRepository(join(dir, 'main'), { bare: false });
      const commit = await fixture.commit({ a: '1' });
      await fixture.git('worktree', 'add', '-q', '-b', 'feature', join(dir, 'linked'));
      const repository = open(join(dir, 'linked'));
      assert.deepEqual((await repository.refs()).head, { name: 'refs/heads/feature', commit });
      assert.deepEqual(await contentsOf(repository, commit), { a: '1' });
    }));

  it('may borrow its objects from another, because `git clone --shared` does', () =>
    withFolder(async (dir) => {
      const fixture = await createRepository(join(dir, 'main'));
      const commit = await fixture.commit({ a: '1' });
      await fixture.git('clone', '-q', '--bare', '--shared', '.', join(dir, 'clone'));
      assert.deepEqual(await contentsOf(open(join(dir, 'clone')), commit), { a: '1' });
    }));

  it('may not be there yet, because the runtime may start before the disk is mounted', () =>
    withFolder(async (dir) => {
      const repository = open(join(dir, 'later'));
      await assert.rejects(repository.refs(), { code: 'REPOSITORY_NOT_FOUND', hint: /machine that runs/ });
      const fixture = await createRepository(join(dir, 'later'));
      const commit = await fixture.commit({ a: '1' });
      assert.equal((await repository.resolve({})).commit, commit);
    }));

  it('is refused with SHA-256 objects, because half of it would be misread', () =>
    withFolder(async (dir) => {
      execFileSync('git', ['init', '-q', '--bare', '--object-format=sha256', dir], {
        env: { ...process.env, ...hermeticGit },
      });
      await assert.rejects(open(dir).refs(), { code: 'REPOSITORY_UNSUPPORTED', hint: /sha256/ });
    }));

  it('says that it is damaged and touches nothing, because it belongs to somebody else', () =>
    withFolder(async (dir) => {
      const fixture = await createRepository(dir, { bare: false });
      writeFileSync(join(dir, 'a'), '1');
      await fixture.git('add', '.');
      await fixture.git('commit', '-q', '-m', 'Loose objects');
      const commit = (await fixture.git('rev-parse', 'HEAD')) as CommitId;
      const blob = await fixture.git('rev-parse', 'HEAD:a');
      const file = join(dir, '.git/objects', blob.slice(0, 2), blob.slice(2));
      rmSync(file);
      writeFileSync(file, 'damaged');
      const before = globSync(join(dir, '.git/**/*'));

      await assert.rejects(open(dir).readFile(commit, 'a'), { code: 'OBJECT_CORRUPT', hint: /git fsck/ });
      assert.deepEqual(globSync(join(dir, '.git/**/*')), before);
    }));
});
