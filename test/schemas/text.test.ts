import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nearest } from '../../schemas/text/nearest.ts';
import { createSource } from '../../schemas/text/source.ts';
import { decodeUtf8 } from '../../schemas/text/utf8.ts';

const POSITIONS: readonly (readonly [string, number, number, number, string])[] = [
  ['ab\ncd', 0, 1, 1, 'counting begins at 1'],
  ['ab\ncd', 3, 2, 1, 'behind a line break a new line begins'],
  ['ab\ncd', 2, 1, 3, 'the line break itself belongs to the line it ends'],
  ['a\r\nb', 3, 2, 1, 'Windows ends a line with two characters'],
  ['a\rb', 2, 2, 1, 'a lone carriage return ends a line for YAML too'],
  ['é😀x', 3, 1, 4, 'columns count UTF-16 units, as editors do'],
  ['', 0, 1, 1, 'an empty file has a first line'],
];

for (const [text, offset, line, column, why] of POSITIONS) {
  test(`position ${offset} of ${JSON.stringify(text)}: ${why}`, () => {
    assert.deepEqual(createSource('f', text).positionAt(offset), { file: 'f', line, column });
  });
}

test('a line is given without its line break, so that it can be shown', () => {
  assert.equal(createSource('f', 'a\r\nbc\r\nd').line(2), 'bc');
});

const FIELDS = ['resources', 'isolation', 'network', 'sessions', 'routing', 'prune', 'pauseAfter'];
const SPELLINGS: readonly (readonly [string, string | undefined, string])[] = [
  ['resource', 'resources', 'a letter is missing'],
  ['sesions', 'sessions', 'a letter is missing in the middle'],
  ['Isolation', 'isolation', 'only the case is wrong'],
  ['pause_after', 'pauseAfter', 'another habit of writing words together'],
  ['prnue', 'prune', 'two letters changed places'],
  ['replicas', undefined, 'another word must not be forced onto the nearest one'],
  ['x', undefined, 'one letter says nothing'],
  ['y'.repeat(10_000), undefined, 'a hostile word costs nothing'],
];

for (const [word, meant, why] of SPELLINGS) {
  test(`the likely spelling of ${word.slice(0, 20)}: ${why}`, () =>
    assert.equal(nearest(word, FIELDS), meant));
}

test('a byte order mark is dropped, for editors on Windows write one', () => {
  assert.deepEqual(decodeUtf8(Buffer.from('\uFEFFa')), { type: 'text', text: 'a' });
});

test('the first wrong byte is found even behind a replacement character that was really written', () => {
  const bytes = Buffer.concat([Buffer.from('é\uFFFDx'), Buffer.from([0xff]), Buffer.from('y')]);
  const decoded = decodeUtf8(bytes);
  assert.equal(decoded.type, 'invalid');
  assert.equal(decoded.type === 'invalid' && decoded.offset, 3);
});
