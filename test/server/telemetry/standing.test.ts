// How a space's conditions become numbers that an alert can compare.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standingOf, worst } from '../../../server/telemetry/metrics/gauges/standing.ts';
import type { Condition } from '../../../state/model/condition.ts';
import { aSpace } from '../../support/rows.ts';

const condition = (type: Condition['type'], status: Condition['status'], changedAt: number): Condition => ({
  type,
  status,
  reason: 'Because',
  message: 'It is so.',
  changedAt,
});
const hold = { revision: 'c0ffee', reason: '', by: 'ann', at: 5 };

const table = [
  {
    why: 'what is as Git says is behind by nothing, however long that has been so',
    row: aSpace({ conditions: [condition('Ready', 'True', 10)] }),
    is: { ready: 1, stalled: 0, behindMs: 0 },
  },
  {
    why: 'what stopped being so counts from then',
    row: aSpace({ conditions: [condition('Ready', 'False', 400)] }),
    is: { ready: 0, stalled: 0, behindMs: 600 },
  },
  {
    why: 'what was never looked at counts from when it was first declared',
    row: aSpace({ createdAt: 300, conditions: [] }),
    is: { ready: 0, stalled: 0, behindMs: 700 },
  },
  {
    why: 'what somebody holds is behind on purpose, and no alert shall ring',
    row: aSpace({ conditions: [condition('Ready', 'False', 400)], hold }),
    is: { ready: 0, stalled: 0, behindMs: 0 },
  },
  {
    why: 'what waits for a person says so apart from being late',
    row: aSpace({ conditions: [condition('Ready', 'False', 900), condition('Stalled', 'True', 900)] }),
    is: { ready: 0, stalled: 1, behindMs: 100 },
  },
  {
    why: 'a clock that went back makes no negative age',
    row: aSpace({ conditions: [condition('Ready', 'False', 2000)] }),
    is: { ready: 0, stalled: 0, behindMs: 0 },
  },
] as const;

for (const { why, row, is } of table) test(why, () => assert.deepEqual(standingOf(row, 1000), is));

test('spaces that share a label show the worst of them, or trouble would hide in the crowd', () => {
  const good = { ready: 1, stalled: 0, behindMs: 0 } as const;
  const bad = { ready: 0, stalled: 1, behindMs: 9 } as const;
  assert.deepEqual(worst(good, bad), bad);
  assert.deepEqual(worst(bad, good), bad);
  assert.deepEqual(worst(good, good), good);
});
