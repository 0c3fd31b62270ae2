// Patterns of rules: they agree with the language's own regular expressions, and never run for long.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { array, assert as always, constantFrom, oneof, property } from 'fast-check';
import { readPattern } from '../../../schemas/pattern/pattern.ts';

function matches(pattern: string, text: string): boolean {
  const read = readPattern(pattern);
  assert.equal(read.type, 'pattern', `${pattern} can be read`);
  return read.type === 'pattern' && read.matches(text);
}

const cases: readonly (readonly [why: string, pattern: string, text: string, expected: boolean])[] = [
  ['any part of the text counts', 'b', 'abc', true],
  ['a start binds', '^b', 'abc', false],
  ['an end binds', 'b$', 'abc', false],
  ['an empty pattern matches everything', '', 'abc', true],
  ['case does not count', 'INVOICE', 'the invoice', true],
  ['nor does it in a range', '^[A-C]+$', 'abc', true],
  ['nor in what a range leaves out', '^[^A-C]+$', 'abc', false],
  ['letters of every script have two cases', 'ÄRGER', 'ärger', true],
  ['a word ends at its edge', '\\bcat\\b', 'concatenate', false],
  ['letters with accents belong to words', '\\bcaf\\b', 'café', false],
  ['digits are those of every script', '^\\d+$', '٣٤', true],
  ['a dot is no line break', 'a.b', 'a\nb', false],
  ['a group may be chosen from', '^(refund|chargeback)s?$', 'Refunds', true],
  ['counts are exact', '^a{2,3}$', 'aaaa', false],
  ['counts may be open', '^(ab){2,}$', 'ababab', true],
  ['a bracket may hold a bracket', '[]]', 'a]', true],
  ['a dash at the end is a dash', '[a-]', '-', true],
  ['a character outside of the basic plane is one', '^.$', '🙂', true],
  ['an empty loop ends', '^(a*)*$', 'aaab', false],
  ['lazy is the same here', '^a+?b$', 'aab', true],
];

for (const [why, pattern, text, expected] of cases) {
  test(why, () => assert.equal(matches(pattern, text), expected));
}

const faults: readonly (readonly [why: string, pattern: string, offset: number, what: RegExp])[] = [
  ['an open group is shown where it opens', 'a(b', 1, /group/],
  ['so is an open bracket', 'ab[c', 2, /bracket/],
  ['a stray end is shown', 'a)b', 1, /no \(/],
  ['looking ahead is not offered', '(?=a)', 0, /groups/],
  ['nor is referring back', '(a)\\1', 3, /\\1/],
  ['nothing can be repeated out of nothing', '|*', 1, /nothing before/],
  ['a position cannot be repeated', '^*', 1, /position/],
  ['repeating the repeated would be a mistake', 'a**', 2, /already/],
  ['offsets count as editors do', '🙂(', 2, /group/],
  ['a count has a bound', 'a{1000}', 1, /at most/],
  ['counts of counts are bounded too', '(a{100}){100}', 0, /large/],
  ['a range has a direction', '[z-a]', 4, /range/],
  ['a lone backslash is nothing', 'a\\', 1, /nothing follows/],
];

for (const [why, pattern, offset, what] of faults) {
  test(why, () => {
    const read = readPattern(pattern);
    assert.equal(read.type, 'fault');
    if (read.type !== 'fault') return;
    assert.match(read.what, what);
    assert.equal(read.offset, offset);
  });
}

test('what the language’s own expressions say, these say too', () => {
  const piece = oneof(
    constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '\\b', '^', '$', '\\d', '\\w'),
    constantFrom('(a|b)', '(?:ab|c)', 'a*', 'b+', '(ab)?', 'c{1,2}', '(a*)+', '(a|b*)*', '|'),
  );
  const pattern = array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  const text = array(constantFrom('a', 'b', 'c', ' ', '1', '\n'), { maxLength: 12 });
  always(
    property(pattern, text, (pattern, letters) => {
      const given = letters.join('');
      assert.equal(matches(pattern, given), new RegExp(pattern, 'iu').test(given));
    }),
    { numRuns: 5_000 },
  );
});

test('what makes others run for ever takes no longer than its length', () => {
  const text = `${'a'.repeat(4_096)}!`;
  const begun = performance.now();
  for (const evil of ['^(a+)+$', '(a|a)*b', '(.*)(.*)(.*)(.*)x', '^(([a-z])+.)+[A-Z]([a-z])+$'])
    matches(evil, text);
  assert.ok(performance.now() - begun < 2_000, 'each is done in well under a second');
});
