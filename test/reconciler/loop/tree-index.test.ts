// Folders get the ids that Git gives them: checked against Git itself.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { createGitRepositories } from '../../../reconciler/git/git-repositories.ts';
import { createTreeIndex } from '../../../reconciler/loop/loading/tree-index.ts';
import type { CommitId } from '../../../state/model/ids.ts';
import { createRepository, type FixtureRepository } from '../../support/git-server/fixture-repository.ts';

let dir: string;
let fixture: FixtureRepository;
before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'raworc-tree-'));
  fixture = await createRepository(join(dir, 'repository'));
});
after(() => rmSync(dir, { recursive: true, force: true }));

const open = () =>
  createGitRepositories({ cacheDir: join(dir, 'cache'), credentials: () => undefined }).open(fixture.dir);
const gitId = (commit: CommitId, path: string) => fixture.git('rev-parse', `${commit}:${path}`);

test('each folder has the id that Git computes, with names that sort unlike plain text', async () => {
  const commit = await fixture.commit({
    'a/b.txt': '1',
    'a/b/c': '2',
    'a/b-c/d': { type: 'executable', content: '#!/bin/sh' },
    'a/b0': { type: 'symlink', content: 'b.txt' },
    'é/ü': '3',
  });
  const index = createTreeIndex(await open().tree(commit, '.'));
  for (const path of ['a', 'a/b', 'a/b-c', 'é']) {
    assert.equal(index.idOf(path), await gitId(commit, path), path);
  }
  assert.equal(index.idOf('.'), await gitId(commit, ''));
  assert.equal(index.idOf('a/'), index.idOf('./a'));
  assert.equal(index.idOf('a/b.txt'), undefined);
  assert.equal(index.idOf('nowhere'), undefined);
});

test('moved by what differs, it is what a new listing would be', async () => {
  const first = await fixture.commit({ 'x/one/file': '1', 'x/two/file': '1', y: 'a file' });
  const index = createTreeIndex(await open().tree(first, '.'));
  const second = await fixture.commit({ 'x/one': null, 'x/two/more': '2', y: null, 'y/now': 'a folder' });
  index.apply(await open().changedPaths(first, second, '.'));
  for (const path of ['x', 'x/two', 'y']) assert.equal(index.idOf(path), await gitId(second, path), path);
  assert.equal(index.idOf('x/one'), undefined);
  assert.equal(index.idOf('.'), await gitId(second, ''));
});
