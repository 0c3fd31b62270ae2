// What of a pull request's plan the API shows: all of it to whoever may see every space, and to others what is theirs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showReview } from '../../../server/api/show/review.ts';
import type { PlanRow, ReviewRow } from '../../../state/store/reviews.ts';

const row: ReviewRow = {
  repo: 'team/config',
  pull: 7,
  base: 'b1',
  head: 'h1',
  state: 'open',
  title: 'Answer faster',
  author: 'ann',
  url: 'https://github.com/team/config/pull/7',
  planHash: 'p1',
  spaces: [],
  outcome: 'It runs in sales and in ops.',
  approvalsSeen: [],
  updatedAt: 10,
};
const side = (file: string) => ({
  labels: {},
  spec: { token: 'hush' },
  position: { file, line: 3, column: 1 },
});
const change = (space: string, before: object | null, after: object | null) => ({
  kind: 'Agent',
  space,
  name: 'bot',
  before,
  after,
  sessions: 2,
});
const inShort = (name: string) => ({
  name,
  created: 0,
  updated: 1,
  removed: 0,
  builds: ['bot'],
  sessions: 2,
});
const plan = {
  hash: 'p1',
  content: {
    changes: [
      change('ops', side('ops.yaml'), null),
      change('sales', side('old.yaml'), side('new.yaml')),
      { ...change('', null, side('roles.yaml')), kind: 'Role' },
    ],
    spaces: [inShort('ops'), inShort('sales')],
    problems: [
      {
        file: 'roles.yaml',
        line: 3,
        column: 1,
        code: 'unknown-field',
        severity: 'error',
        message: 'Unknown field.',
        excerpt: 'token: hush',
        endColumn: 6,
      },
    ],
    conflicts: [],
    approval: { by: ['cleo'], missing: ['ops', 'sales'] },
  },
} as unknown as PlanRow;

test('whoever may see every space sees what it does to each, and gets the way to the whole plan', () => {
  const shown = showReview(row, plan, { everything: true, isSeen: () => true });
  assert.deepEqual(
    shown?.changes.map(({ type, space, file }) => [type, space, file]),
    [
      ['remove', 'ops', 'ops.yaml'],
      ['update', 'sales', 'new.yaml'],
      ['create', '', 'roles.yaml'],
    ],
  );
  assert.equal(shown?.plan_hash, 'p1');
  assert.deepEqual(
    shown.file_problems.map(({ file, line, message }) => [file, line, message]),
    [['roles.yaml', 3, 'Unknown field.']],
  );
  assert.deepEqual(shown.approved_by, ['cleo']);
});

test('whoever may see one space learns nothing of the others, also not by the hash that opens the whole plan', () => {
  const shown = showReview(row, plan, { everything: false, isSeen: (space) => space === 'sales' });
  assert.deepEqual(
    shown?.spaces.map(({ space }) => space),
    ['sales'],
  );
  assert.deepEqual(shown?.unapproved, ['sales']);
  assert.doesNotMatch(JSON.stringify(shown), /ops|roles|p1|cleo/);
});

test('a pull request that touches nothing of somebody’s is not listed for them', () => {
  assert.equal(showReview(row, plan, { everything: false, isSeen: () => false }), undefined);
});

test('what is declared in files is not shown in a list: the whole plan conceals what looks like a secret, this would not', () => {
  assert.doesNotMatch(
    JSON.stringify(showReview(row, plan, { everything: true, isSeen: () => true })),
    /hush/,
  );
});
