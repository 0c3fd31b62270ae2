// A writer that is killed between any two steps leaves a repository that Git accepts, and the next writer goes on.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { createGitRepositories } from '../../../../reconciler/git/git-repositories.ts';
import { createGitWriters } from '../../../../reconciler/git/writing/git-writers.ts';
import {
  writingCheckpoints,
  type WritingCheckpoint,
} from '../../../../reconciler/git/writing/local/checkpoints.ts';
import { change } from '../../../contract/git/writing/writers-contract.ts';
import { createRepository } from '../../../support/git-server/fixture-repository.ts';

const root = mkdtempSync(join(tmpdir(), 'raworc-killed-'));
const cacheDir = join(root, 'cache');
const entry = fileURLToPath(new URL('./commit-in-a-process.ts', import.meta.url));
const moved = new Set<WritingCheckpoint>(['branch-moved', 'file-written', 'index-written']);
const ofWorkTrees = new Set<WritingCheckpoint>(['index-locked', 'file-written', 'index-written']);

function openWriter(location: string) {
  const credentials = () => undefined;
  const repositories = createGitRepositories({ cacheDir, credentials });
  return createGitWriters({ repositories, credentials }).open(location);
}

async function killedAt(checkpoint: WritingCheckpoint, bare: boolean) {
  const dir = join(root, `${checkpoint}-${bare ? 'bare' : 'work-tree'}`);
  const fixture = await createRepository(dir, { bare });
  const parent = await fixture.commit({ old: 'old', gone: 'x', same: 'x' });
  const child = spawn(process.execPath, [entry, cacheDir, dir, parent, checkpoint], { stdio: 'inherit' });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  assert.equal(signal, 'SIGKILL', `it reached ${checkpoint}`);
  await fixture.git('fsck', '--strict');
  const isMoved = (await fixture.git('rev-parse', 'main')) !== parent;
  if (!bare && !isMoved) assert.equal(await fixture.git('status', '--porcelain'), '');
  assert.equal(isMoved, moved.has(checkpoint), 'the branch is where it was, or at the whole commit');
  return { dir, fixture, parent };
}

describe('a writer that is killed', { concurrency: 2 }, () => {
  after(() => rmSync(root, { recursive: true, force: true }));

  for (const checkpoint of writingCheckpoints) {
    it(`at "${checkpoint}" in a work tree: the next one ends what was begun, and Git finds it clean`, async () => {
      const { dir, fixture, parent } = await killedAt(checkpoint, false);
      await openWriter(dir).settle();
      assert.equal(await fixture.git('status', '--porcelain'), '');
      const head = (await fixture.git('rev-parse', 'main')) as typeof parent;
      await openWriter(dir).commit(change({ next: 'x' }, { parent: head }));
      assert.equal(await fixture.git('status', '--porcelain'), '');
      const tracked = moved.has(checkpoint) ? 'made/here next old same' : 'gone next old same';
      assert.equal((await fixture.git('ls-files')).replaceAll('\n', ' '), tracked);
      // Git itself can write again: no lock is left.
      await fixture.git('commit', '-q', '--allow-empty', '-m', 'By hand');
      await fixture.git('fsck', '--strict');
    });

    if (ofWorkTrees.has(checkpoint)) continue;
    it(`at "${checkpoint}" in a bare repository: the same commit made again is success`, async () => {
      const { dir, fixture, parent } = await killedAt(checkpoint, true);
      const again = change({ old: 'new', gone: null, 'made/here': 'x' }, { parent });
      assert.equal(await openWriter(dir).commit(again), await fixture.git('rev-parse', 'main'));
      assert.equal(await fixture.git('rev-list', '--count', 'main'), '2');
      await fixture.git('branch', 'by-hand', 'main');
      await fixture.git('fsck', '--strict');
    });
  }

  it('does not cost what somebody wrote into a file before the next one came', async () => {
    const { dir, fixture } = await killedAt('branch-moved', false);
    writeFileSync(join(dir, 'old'), 'theirs');
    await openWriter(dir).settle();
    assert.equal(await fixture.git('status', '--porcelain'), 'M old');
    assert.equal(await fixture.git('diff', '--name-only'), 'old');
  });
});
