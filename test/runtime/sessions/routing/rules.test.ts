// Which rule of a space fits a message.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containsPhrase, createRules } from '../../../../runtime/sessions/routing/rules.ts';

const phrases: readonly (readonly [why: string, text: string, phrase: string, expected: boolean])[] = [
  ['a word stands as a whole', 'I want a refund.', 'refund', true],
  ['case does not count', 'REFUND', 'Refund', true],
  ['a part of a word is another word', 'refundable', 'refund', false],
  ['it may come later than its like', 'refundable refund', 'refund', true],
  ['a phrase may have spaces', 'give me my money back now', 'money back', true],
  ['letters with accents belong to the word', 'caféteria', 'caf', false],
  ['a sign needs no edge', 'c++ is fine', 'c++', true],
  ['in Japanese words stand side by side', '返金してください', '返金', true],
  ['a picture is a word', 'great 🎉party', '🎉', true],
  ['half of a picture’s neighbour is no letter', '🎉refund', 'refund', true],
];

for (const [why, text, phrase, expected] of phrases) {
  test(why, () => assert.equal(containsPhrase(text, phrase), expected));
}

test('a rule with words and a pattern needs both, and says what was so', () => {
  const find = createRules([{ agent: 'a', contains: ['invoice', 'bill'], matches: 'no\\. \\d+' }]);
  assert.deepEqual(find('the bill'), []);
  assert.deepEqual(find('no. 12'), []);
  assert.deepEqual(find('Bill no. 12'), [
    { agent: 'a', number: 1, since: 'contains "bill" and matches no\\. \\d+' },
  ]);
});

test('rules come in the order in which they are written', () => {
  const find = createRules([
    { agent: 'a', contains: ['x'] },
    { agent: 'b', contains: ['y'] },
    { agent: 'c', contains: ['x'] },
  ]);
  assert.deepEqual(
    find('y x').map(({ agent, number }) => `${number} ${agent}`),
    ['1 a', '2 b', '3 c'],
  );
});

test('what stands far below in a pasted log sends nobody anywhere', () => {
  const find = createRules([{ agent: 'a', contains: ['refund'] }]);
  assert.deepEqual(find(`${'.'.repeat(5_000)} refund`), []);
});

test('a pattern that slipped through validation fits nothing, and breaks nothing', () => {
  assert.deepEqual(createRules([{ agent: 'a', matches: '(' }])('('), []);
});
