// What is said to stand in a pull request's way: whoever merges goes by it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSafeLink, obstacles } from '../../../server/dashboard/page/pages/reviews/obstacles.ts';

const clear = { problems: 0, conflicts: 0, unapproved: [], state: 'open' } as const;

test('nothing is said where nothing stands in the way', () => assert.deepEqual(obstacles(clear), []));

test('problems, conflicts and approvals that lack are each said', () => {
  assert.deepEqual(obstacles({ ...clear, problems: 1, conflicts: 2, unapproved: ['ops', 'sales'] }), [
    '1 problem in its files.',
    'It does not go together with the base branch in 2 files.',
    'Nobody approved it as it is for ops, sales.',
  ]);
});

test('of one that is merged nothing stands in the way any more', () => {
  assert.deepEqual(obstacles({ ...clear, problems: 1, state: 'merged' }), []);
});

test('an address that would run something is no link', () => {
  assert.equal(isSafeLink('https://github.com/team/config/pull/7'), true);
  assert.equal(isSafeLink('javascript:alert(1)'), false);
});
