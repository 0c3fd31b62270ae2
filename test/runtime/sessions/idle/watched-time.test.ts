// Time that counts: only what some runtime watched, whatever the clock did.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look, watchedAgo, type Watch } from '../../../../runtime/sessions/idle/watched-time.ts';

const s = 1000;
const min = 60 * s;
const day = 24 * 60 * min;
const at = (ms: number, gaps: Watch['gaps'] = []): Watch => ({ at: ms, gaps });

test('whoever looks for the first time knows of no gap', () => {
  assert.deepEqual(look(undefined, 7), { watch: at(7), found: 'nothing' });
});

test('a sweep after the other is nothing special, and a runtime that is replaced neither', () => {
  assert.deepEqual(look(at(1 * min), 1 * min + 5 * s), { watch: at(1 * min + 5 * s), found: 'nothing' });
  assert.equal(look(at(1 * min), 6 * min).found, 'nothing');
});

test('a clock a little behind the one that looked last is another runtime’s', () => {
  assert.deepEqual(look(at(5 * min), 4 * min), { watch: at(5 * min), found: 'nothing' });
});

test('a clock put forward, a machine that slept and a runtime that was away are one gap', () => {
  const { watch, found } = look(at(1 * min), 1 * min + 40 * day);
  assert.equal(found, 'gap');
  assert.deepEqual(watch.gaps, [{ until: 1 * min + 40 * day, ms: 40 * day }]);
});

test('a clock put back forgets the gaps that are in the future now', () => {
  const gaps = [
    { until: 1 * day, ms: 1 * min },
    { until: 9 * day, ms: 8 * day },
  ];
  assert.deepEqual(look(at(9 * day, gaps), 2 * day), {
    watch: at(2 * day, gaps.slice(0, 1)),
    found: 'went-back',
  });
});

test('however often it happens, what is kept is bounded and no time is lost', () => {
  let watch: Watch | undefined;
  for (let n = 0; n < 500; n += 1) ({ watch } = look(watch, n * day));
  assert.ok(watch !== undefined && watch.gaps.length <= 200);
  assert.equal(
    watch.gaps.reduce((sum, { ms }) => sum + ms, 0),
    499 * day,
  );
});

const cases: readonly (readonly [why: string, gaps: Watch['gaps'], ms: number, expected: number])[] = [
  ['without gaps it is the time by the clock', [], 30 * min, 1000 * min - 30 * min],
  ['a gap before that does not matter', [{ until: 900 * min, ms: 50 * min }], 30 * min, 970 * min],
  ['a gap in between is left out', [{ until: 990 * min, ms: 100 * min }], 30 * min, 870 * min],
  ['right after a gap nothing was watched yet', [{ until: 1000 * min, ms: 500 * min }], 5 * min, 495 * min],
  [
    'several are left out together',
    [
      { until: 800 * min, ms: 100 * min },
      { until: 995 * min, ms: 100 * min },
    ],
    110 * min,
    690 * min,
  ],
];

for (const [why, gaps, ms, expected] of cases) {
  test(`so much watched time ago: ${why}`, () => {
    assert.equal(watchedAgo(at(1000 * min, gaps), ms, 1000 * min), expected);
  });
}

test('never is never ago', () => assert.equal(watchedAgo(at(5), Infinity, 5), -Infinity));
