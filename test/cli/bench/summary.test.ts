// What many measurements come to.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarise } from '../../../cli/bench/summary.ts';

test('quantiles are measurements that were made, not numbers between them', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
  assert.deepEqual(summarise('it', hundred), {
    what: 'it',
    count: 100,
    p50_ms: 50,
    p95_ms: 95,
    p99_ms: 99,
    max_ms: 100,
  });
});

test('of one measurement every quantile is that one', () => {
  assert.deepEqual(summarise('it', [7.04]), {
    what: 'it',
    count: 1,
    p50_ms: 7,
    p95_ms: 7,
    p99_ms: 7,
    max_ms: 7,
  });
});

test('where nothing was measured nothing is said, or a zero would look quick', () => {
  assert.equal(summarise('it', []), undefined);
});
