// Where the page leads people first, and what it marks in the line that they wrote.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Standing } from '../../../server/dashboard/page/api/shapes.ts';
import {
  isTroubled,
  problemsText,
  worstFirst,
} from '../../../server/dashboard/page/pages/overview/worst-first.ts';
import { excerptOf } from '../../../server/dashboard/page/parts/excerpt.ts';

const none = { errors: 0, warnings: 0 };
const wrong = { errors: 1, warnings: 0 };
const odd = { errors: 0, warnings: 2 };
const space = (name: string, standing: Standing, problems: typeof none) => ({
  name,
  standing,
  problems,
  awaiting_confirmation: null as string | null,
});

test('what a person must act on comes first: what waits for them, what stands still, what fails, what was written wrong', () => {
  const spaces = [
    space('well', 'ready', none),
    space('building', 'progressing', none),
    space('wrong', 'ready', wrong),
    space('failing', 'failing', wrong),
    space('stalled', 'stalled', none),
    space('also-wrong', 'progressing', wrong),
    { ...space('removing', 'ready', none), awaiting_confirmation: 'a hash' },
  ];
  assert.deepEqual(
    worstFirst(spaces).map(({ name }) => name),
    ['removing', 'stalled', 'failing', 'also-wrong', 'wrong', 'building', 'well'],
  );
});

test('an error in its files is trouble though what ran before goes on; a warning is not', () => {
  assert.equal(isTroubled(space('a', 'ready', wrong)), true);
  assert.equal(isTroubled(space('a', 'ready', odd)), false);
});

test('the row says how many there are, and nothing where there are none', () => {
  assert.equal(problemsText({ errors: 1, warnings: 2 }), '1 error, 2 warnings in its files');
  assert.equal(problemsText(odd), '2 warnings in its files');
  assert.equal(problemsText(none), '');
});

const excerpts = [
  {
    why: 'what is wrong is marked in the middle of its line',
    has: { excerpt: '  sorce: {}', column: 3, endColumn: 8 },
    is: { before: '  ', marked: 'sorce', after: ': {}' },
  },
  {
    why: 'without an end one character is marked',
    has: { excerpt: 'kind: [', column: 7 },
    is: { before: 'kind: ', marked: '[', after: '' },
  },
  {
    why: 'behind the end of the line, where something is missing, a blank is marked',
    has: { excerpt: 'kind:', column: 6 },
    is: { before: 'kind:', marked: ' ', after: '' },
  },
  {
    why: 'a line that was shortened before the place is shown unmarked',
    has: { excerpt: 'kind: …', column: 400, endColumn: 402 },
    is: { before: 'kind: …', marked: '', after: '' },
  },
  { why: 'an empty line shows nothing', has: { excerpt: '  ', column: 1 }, is: null },
  { why: 'without a line there is none to show', has: { column: 1 }, is: null },
] as const;
for (const { why, has, is } of excerpts) test(why, () => assert.deepEqual(excerptOf(has), is));
