// What stands in the way of a commit to a branch that is checked out: it is said, and nothing is touched.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { createGitRepositories } from '../../../../reconciler/git/git-repositories.ts';
import { createGitWriters } from '../../../../reconciler/git/writing/git-writers.ts';
import type { Writers } from '../../../../reconciler/git/writing/writers.ts';
import { change } from '../../../contract/git/writing/writers-contract.ts';
import { createRepository } from '../../../support/git-server/fixture-repository.ts';

describe('a work tree', { concurrency: true }, () => {
  const root = mkdtempSync(join(tmpdir(), 'raworc-work-tree-'));
  let writers: Writers;
  before(() => {
    const credentials = () => undefined;
    const repositories = createGitRepositories({ cacheDir: join(root, 'cache'), credentials });
    writers = createGitWriters({ repositories, credentials });
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  async function make(name: string) {
    const dir = join(root, name);
    const fixture = await createRepository(dir, { bare: false });
    const parent = await fixture.commit({ a: '1', 'f/b': '1' });
    return { dir, fixture, parent, writer: writers.open(dir) };
  }

  const dirty: Readonly<Record<string, (dir: string) => void>> = {
    'a changed file': (dir) => writeFileSync(join(dir, 'f/b'), '2'),
    'a removed file': (dir) => rmSync(join(dir, 'f/b')),
    'an unknown file where the commit writes': (dir) => writeFileSync(join(dir, 'new'), 'mine'),
    'a merge that is not finished': (dir) => writeFileSync(join(dir, '.git/MERGE_HEAD'), ''),
    'a link in the place of a folder': (dir) => {
      rmSync(join(dir, 'f'), { recursive: true });
      mkdirSync(`${dir}-elsewhere`);
      writeFileSync(`${dir}-elsewhere/b`, '1');
      symlinkSync(`${dir}-elsewhere`, join(dir, 'f'));
    },
  };
  for (const [index, [what, spoil]] of Object.entries(dirty).entries()) {
    it(`is refused with ${what}, for it would be lost or mixed in`, async () => {
      const { dir, fixture, parent, writer } = await make(`dirty-${index}`);
      spoil(dir);
      const before = await fixture.git('status', '--porcelain');
      await assert.rejects(writer.commit(change({ new: 'ours', 'f/b': '3' }, { parent })), {
        code: 'WORK_TREE_DIRTY',
        disposition: 'stop',
      });
      assert.equal(await fixture.git('rev-parse', 'main'), parent);
      assert.equal(await fixture.git('status', '--porcelain'), before);
    });
  }

  it('is refused with something staged, and stays staged', async () => {
    const { dir, fixture, parent, writer } = await make('staged');
    writeFileSync(join(dir, 'staged'), 'x');
    await fixture.git('add', 'staged');
    await assert.rejects(writer.commit(change({ a: '2' }, { parent })), { code: 'WORK_TREE_DIRTY' });
    assert.equal(await fixture.git('status', '--porcelain'), 'A  staged');
  });

  it('keeps files that Git does not know, for they are nobody else’s business', async () => {
    const { dir, fixture, parent, writer } = await make('unknown');
    writeFileSync(join(dir, 'notes'), 'mine');
    await writer.commit(change({ a: '2', 'f/b': null }, { parent }));
    assert.equal(readFileSync(join(dir, 'a'), 'utf8'), '2');
    assert.equal(await fixture.git('status', '--porcelain'), '?? notes');
    assert.throws(() => readFileSync(join(dir, 'f')), { code: 'ENOENT' });
  });

  it('is left alone by a commit on another branch', async () => {
    const { dir, fixture, parent, writer } = await make('other-branch');
    writeFileSync(join(dir, 'a'), 'being written');
    await writer.commit(change({ a: '2' }, { branch: 'other', parent, expects: undefined }));
    assert.equal(await fixture.git('status', '--porcelain'), 'M a');
    assert.equal(await fixture.git('show', 'other:a'), '2');
  });

  it('waits for Git where Git is at work there, and leaves Git’s lock', async () => {
    const { dir, fixture, parent, writer } = await make('locked');
    const lock = join(dir, '.git/index.lock');
    writeFileSync(lock, '');
    const commit = change({ a: '2' }, { parent });
    await assert.rejects(writer.commit(commit), { code: 'REPOSITORY_BUSY', disposition: 'retry' });
    assert.equal(readFileSync(lock, 'utf8'), '');
    rmSync(lock);
    await writer.commit(commit);
    assert.equal(await fixture.git('status', '--porcelain'), '');
  });

  it('of a branch that another work tree shows is not moved under it', async () => {
    const { dir, fixture, parent, writer } = await make('linked');
    await fixture.git('worktree', 'add', '-q', `${dir}-linked`, '-b', 'shown');
    await assert.rejects(writer.commit(change({ a: '2' }, { branch: 'shown', parent })), {
      code: 'PUSH_REFUSED',
    });
    assert.equal(await fixture.git('rev-parse', 'shown'), parent);
  });
});
