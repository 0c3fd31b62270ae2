// Which rows of a long table are made: those in sight and some beside, never more, however far one has scrolled.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsInSight } from '../../../server/dashboard/page/parts/window-of-rows.ts';

const table = [
  { why: 'at its top only what fits, and a margin below', top: 0, is: { from: 0, to: 37 } },
  { why: 'in its middle there is a margin on both sides', top: -20_000, is: { from: 488, to: 537 } },
  { why: 'at its end nothing is made that is not there', top: -39_500, is: { from: 975, to: 1_000 } },
  { why: 'below the window there is nothing in sight yet', top: 5_000, is: { from: 0, to: 0 } },
  {
    why: 'far above the window there is nothing in sight any more',
    top: -90_000,
    is: { from: 1_000, to: 1_000 },
  },
];

for (const { why, top, is } of table) {
  test(why, () => {
    assert.deepEqual(rowsInSight({ top, height: 1_000, rowHeight: 40, count: 1_000 }), is);
  });
}
