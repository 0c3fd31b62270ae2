// Which commit a source means, where the contract's real repositories would be too slow to try every case.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { chooseRef } from '../../../reconciler/git/choose-ref.ts';
import type { RefListing } from '../../../reconciler/git/repositories.ts';
import type { CommitId } from '../../../state/model/ids.ts';

const id = (digit: string) => digit.repeat(40) as CommitId;

function listing(refs: Readonly<Record<string, string>>, head?: RefListing['head']): RefListing {
  const map = new Map(Object.entries(refs).map(([name, digit]) => [name, id(digit)]));
  return head === undefined ? { refs: map } : { refs: map, head };
}

const tags = listing({
  'refs/tags/v1.9.0': '1',
  'refs/tags/v1.10.0': '2',
  'refs/tags/v2.0.0-rc.1': '3',
  'refs/tags/nightly': '4',
  'refs/heads/main': '5',
});

describe('chooseRef', () => {
  const ranges: readonly (readonly [range: string, digit: string, why: string])[] = [
    ['^1', '2', '10 is more than 9'],
    ['1.9.x', '1', 'a narrower range'],
    ['>=2.0.0-0', '3', 'a pre-release is taken where the range says so'],
    ['*', '2', 'and otherwise not'],
  ];
  for (const [semver, digit, why] of ranges) {
    it(`takes the highest tag of ${semver}: ${why}`, () => {
      assert.equal(chooseRef({ semver }, tags, 'x').commit, id(digit));
    });
  }

  it('says which versions there are, because a range that fits nothing is mostly a slip', () => {
    assert.throws(() => chooseRef({ semver: '^3' }, tags, 'x'), { code: 'REF_NOT_FOUND', hint: /v1\.10\.0/ });
    assert.throws(() => chooseRef({ semver: 'not a range' }, tags, 'x'), { code: 'REF_NOT_FOUND' });
  });

  it('names the branches there are, because `master` was probably meant', () => {
    assert.throws(() => chooseRef({ ref: 'mian' }, tags, 'x'), { code: 'REF_NOT_FOUND', hint: /main/ });
  });

  it('follows a detached HEAD, because servers may have one', () => {
    const detached = listing({ 'refs/heads/main': '5' }, { commit: id('6') });
    assert.deepEqual(chooseRef({}, detached, 'x'), { commit: id('6') });
    assert.deepEqual(chooseRef({ ref: 'HEAD' }, detached, 'x'), { commit: id('6') });
  });

  it('says that HEAD is missing where branches exist, because the default branch may have been deleted', () => {
    assert.throws(() => chooseRef({}, tags, 'x'), { code: 'REF_NOT_FOUND', hint: /default branch/ });
  });

  it('tells an emptied repository from a wrong ref, because the remedy is another one', () => {
    assert.throws(() => chooseRef({ ref: 'main' }, listing({}), 'x'), { code: 'REPOSITORY_EMPTY' });
  });
});
