import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseDuration } from '../../schemas/duration.ts';
import { parseSize } from '../../schemas/size.ts';

const SIZES: readonly (readonly [string, number | undefined, string])[] = [
  ['512Mi', 512 * 1024 * 1024, 'the usual way to write memory'],
  ['2Gi', 2 * 1024 ** 3, 'binary units count by 1024'],
  ['2G', 2_000_000_000, 'decimal units count by 1000'],
  ['1.5Ki', 1536, 'fractions are common'],
  ['0.1k', 100, 'a fraction of a decimal unit is exact here'],
  ['1.0001', 2, 'half a byte does not exist, so it is rounded up'],
  ['4096', 4096, 'no unit means bytes'],
  ['512MI', undefined, 'a unit in the wrong case is a slip, not a guess'],
  ['512 Mi', undefined, 'a space is a slip'],
  ['-1Mi', undefined, 'nothing is smaller than nothing'],
  ['9007199254740993', undefined, 'what a number cannot hold exactly is no size'],
  ['toString', undefined, 'names that every object has are no units'],
  ['', undefined, 'nothing is no size'],
];

for (const [text, bytes, why] of SIZES) {
  test(`parseSize(${JSON.stringify(text)}): ${why}`, () => assert.equal(parseSize(text), bytes));
}

const DURATIONS: readonly (readonly [string, number | undefined, string])[] = [
  ['5m', 300_000, 'the usual way to write a time'],
  ['1h30m', 5_400_000, 'parts add up'],
  ['30d', 2_592_000_000, 'closing an idle session takes days'],
  ['250ms', 250, 'ms is one unit, not minutes and a stray s'],
  ['2w', 1_209_600_000, 'weeks are there'],
  ['never', Number.POSITIVE_INFINITY, 'a step of the ladder can be left out'],
  ['0s', 0, 'at once is a time'],
  ['5', undefined, 'a number without a unit could mean anything'],
  ['5 m', undefined, 'a space is a slip'],
  ['1.5h', undefined, 'fractions are written as 1h30m'],
  ['m', undefined, 'a unit alone is no time'],
  ['99999999999999w', undefined, 'what a number cannot hold exactly is no time'],
];

for (const [text, milliseconds, why] of DURATIONS) {
  test(`parseDuration(${JSON.stringify(text)}): ${why}`, () =>
    assert.equal(parseDuration(text), milliseconds));
}
