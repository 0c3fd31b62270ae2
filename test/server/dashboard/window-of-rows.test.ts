// Which rows of a long table are made: those in sight and some beside, never more, however far one has scrolled.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRowHeights } from '../../../server/dashboard/page/parts/row-heights.ts';
import {
  movedBy,
  rowsInSight,
  rowsLeftOut,
  rowsToMake,
} from '../../../server/dashboard/page/parts/window-of-rows.ts';

const table = [
  { why: 'at its top only what fits, and a margin below', top: 0, is: { from: 0, to: 37 } },
  { why: 'in its middle there is a margin on both sides', top: -20_000, is: { from: 488, to: 537 } },
  { why: 'at its end nothing is made that is not there', top: -39_500, is: { from: 975, to: 1_000 } },
  {
    why: 'below the window only the margin is made, ready for who scrolls',
    top: 5_000,
    is: { from: 0, to: 12 },
  },
  { why: 'far above the window only the margin is made', top: -90_000, is: { from: 988, to: 1_000 } },
];

for (const { why, top, is } of table) {
  test(why, () => {
    assert.deepEqual(rowsInSight({ top, height: 1_000, count: 1_000, heightOf: () => 40 }), is);
  });
}

test('rows that tell of trouble are higher: what is in sight is counted by their own heights', () => {
  const heightOf = (index: number): number => (index < 100 ? 100 : 40);
  assert.deepEqual(rowsInSight({ top: -10_000, height: 400, count: 1_000, heightOf }), { from: 88, to: 122 });
});

test('heights that were not seen are as those that were, until the window is another', () => {
  const heights = createRowHeights();
  const guess = heights.of('a');
  heights.learn('a', 50);
  heights.learn('b', 100);
  heights.learn('b', 70);
  assert.deepEqual([heights.of('a'), heights.of('b'), heights.of('c')], [50, 70, 60]);
  heights.forget();
  assert.equal(heights.of('a'), guess);
});

test('a row with the focus is made wherever it is, so that the next key goes on from there', () => {
  const seen = { from: 20, to: 40 };
  assert.deepEqual(rowsToMake(seen, undefined), [seen]);
  assert.deepEqual(rowsToMake(seen, 20), [seen]);
  assert.deepEqual(rowsToMake(seen, 3), [{ from: 3, to: 4 }, seen]);
  assert.deepEqual(rowsToMake(seen, 40), [seen, { from: 40, to: 41 }]);
});

test('every row is either made or its place is held, or the scroll bar would lie', () => {
  const made = [
    { from: 3, to: 4 },
    { from: 20, to: 40 },
  ];
  assert.deepEqual(rowsLeftOut(made, 100), [
    { from: 0, to: 3 },
    { from: 4, to: 20 },
    { from: 40, to: 100 },
  ]);
  assert.deepEqual(rowsLeftOut([{ from: 0, to: 5 }], 5), [
    { from: 0, to: 0 },
    { from: 5, to: 5 },
  ]);
});

test('who comes above moves what one looks at on; who is gone moves nothing', () => {
  assert.equal(movedBy(['a', 'b', 'c'], 'b', 1), 0);
  assert.equal(movedBy(['x', 'y', 'a', 'b'], 'b', 1), 2);
  assert.equal(movedBy(['b'], 'b', 1), -1);
  assert.equal(movedBy(['a', 'c'], 'b', 1), 0);
});
