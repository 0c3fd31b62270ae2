// Where histories part, for every shape that they take.

import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';

import { findMergeBase } from '../../../../reconciler/git/merge/find-merge-base.ts';
import { isWholeHistory, mergeBaseOf } from '../../../../reconciler/git/merge/merge-base.ts';
import type { CommitId } from '../../../../state/model/ids.ts';
import { serveOne } from '../served-repository.ts';

/** `c: 'a b'`: c stands on a and b. Later ones are newer. */
function history(parents: Readonly<Record<string, string>>) {
  return new Map(
    Object.entries(parents).map(([commit, on], at) => [
      commit as CommitId,
      { parents: (on === '' ? [] : on.split(' ')) as CommitId[], at },
    ]),
  );
}

const cases: readonly (readonly [
  why: string,
  parents: Readonly<Record<string, string>>,
  base: string | undefined,
])[] = [
  ['a branch that went its own way', { root: '', mid: 'root', one: 'mid', other: 'mid' }, 'mid'],
  ['a head that stands on the base', { root: '', one: 'root', next: 'one', other: 'next' }, 'one'],
  ['a head that is merged already', { root: '', other: 'root', one: 'other' }, 'other'],
  ['one commit twice', { one: '' }, 'one'],
  ['histories of different repositories', { a: '', b: '', one: 'a', other: 'b' }, undefined],
  [
    'a base that was merged into the branch, from where on they have all in common',
    { root: '', main: 'root', early: 'root', other: 'early main', one: 'main' },
    'main',
  ],
  [
    'branches that were merged crosswise: the newest of what they have in common',
    { root: '', a: 'root', b: 'root', one: 'a b', other: 'b a' },
    'b',
  ],
];
for (const [why, parents, base] of cases) {
  test(why, () => {
    const other = 'other' in parents ? 'other' : 'one';
    assert.equal(mergeBaseOf('one' as CommitId, other as CommitId, history(parents)), base);
    assert.equal(mergeBaseOf(other as CommitId, 'one' as CommitId, history(parents)), base);
  });
}

test('of two that are equally new always the same is taken, because a plan has to be made twice alike', () => {
  const known = history({ root: '', a: 'root', b: 'root', one: 'a b', other: 'b a' });
  const alike = new Map([...known].map(([commit, { parents }]) => [commit, { parents, at: 0 }]));
  assert.equal(mergeBaseOf('one' as CommitId, 'other' as CommitId, alike), 'a');
  assert.equal(mergeBaseOf('other' as CommitId, 'one' as CommitId, alike), 'a');
});

test('a history of which the beginning is missing is known for that', () => {
  assert.equal(isWholeHistory(history({ root: '', one: 'root' })), true);
  assert.equal(isWholeHistory(history({ one: 'root' })), false);
});

describe('asked of a server', () => {
  for (const filters of [true, false]) {
    it(`${filters ? 'that can leave out files' : 'that can’t'}, deeper and deeper, with nothing kept`, async () => {
      await using served = await serveOne();
      await served.fixture.git('config', 'uploadpack.allowFilter', String(filters));
      await served.fixture.branch('change', served.commit);
      for (let commit = 0; commit < 60; commit += 1) await served.fixture.commit({ a: `${commit}` });
      const ours = await served.fixture.commit({ a: 'ours' });
      const theirs = await served.fixture.commit({ b: 'theirs' }, 'Theirs', { branch: 'change' });
      const repository = served.open();
      for (const commit of [ours, theirs]) await repository.fetch(commit);
      const [before, sent] = [served.server.stats.fetches, served.server.stats.bytesSent];

      assert.equal(await findMergeBase(repository, [ours, theirs]), served.commit);

      assert.equal(served.server.stats.fetches - before, 2, 'fifty generations are not enough');
      assert.equal(served.server.stats.bytesSent - sent < 40_000, filters);
      assert.equal(await repository.has(served.commit), false);
      assert.equal(await served.fixture.git('merge-base', ours, theirs), served.commit);
    });
  }

  it('is an error where there is nothing in common, because such branches can’t be merged', async () => {
    await using served = await serveOne();
    const head = await served.fixture.forcePush({ b: 'anew' }, 'Anew', { branch: 'anew' });
    const repository = served.open();
    for (const commit of [served.commit, head]) await repository.fetch(commit);
    await assert.rejects(findMergeBase(repository, [served.commit, head]), {
      code: 'NO_MERGE_BASE',
      disposition: 'stop',
    });
  });

  it('whose answer is damaged spoils nothing that is here', async () => {
    await using served = await serveOne();
    const ours = await served.fixture.commit({ a: 'ours' });
    const repository = served.open();
    await repository.fetch(ours);
    served.server.setFault({ type: 'cut', afterBytes: 300 }, 'fetch');
    await assert.rejects(repository.history([ours], 5), { disposition: 'retry' });
    served.server.setFault();
    assert.equal(await repository.has(ours), true);
    assert.equal((await repository.history([ours], 5)).size, 2);
  });
});
