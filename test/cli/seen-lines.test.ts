import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSeenLines } from '../../cli/client/seen-lines.ts';

/** The lines that are shown, of streams that follow each other; a line is its moment and a number. */
function shown(...streams: readonly (readonly string[])[]): readonly string[] {
  const seen = createSeenLines();
  return streams.flatMap((lines) => {
    seen.beginAgain();
    return lines.filter((line) => seen.isNew({ at: line.slice(0, 1) }));
  });
}

describe('lines seen', () => {
  for (const [why, streams, lines] of [
    ['are all shown the first time', [['a1', 'a2', 'b1']], ['a1', 'a2', 'b1']],
    [
      'are not shown again',
      [
        ['a1', 'b1'],
        ['b1', 'c1'],
      ],
      ['a1', 'b1', 'c1'],
    ],
    [
      'are told apart by number where they are of one moment',
      [
        ['a1', 'b1', 'b2'],
        ['b1', 'b2', 'b3', 'c1'],
      ],
      ['a1', 'b1', 'b2', 'b3', 'c1'],
    ],
    ['stay seen over several breaks', [['a1'], ['a1'], ['a1', 'a2'], ['a1', 'a2', 'a3']], ['a1', 'a2', 'a3']],
    ['may be gone from what is kept', [['a1', 'a2'], ['b1']], ['a1', 'a2', 'b1']],
  ] as const) {
    it(why, () => assert.deepEqual(shown(...streams), lines));
  }
});
