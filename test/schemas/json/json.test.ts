// Where a text stops being JSON, with what belongs there.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readJson } from '../../../schemas/json/read.ts';
import { createSource } from '../../../schemas/text/source.ts';

const BROKEN: readonly (readonly [string, string, string, string])[] = [
  ['{"a":1,}', '1:8', 'a key in double quotes', 'a comma too many'],
  ['{"a":1\n "b":2}', '2:2', 'a comma or }', 'a comma too few'],
  ["{'a':1}", '1:2', 'a key in double quotes', 'single quotes'],
  ['{"a" 1}', '1:6', 'a colon', 'a colon too few'],
  ['{"a":tru}', '1:6', 'a value', 'half a word'],
  ['{"a":"x}', '1:6', 'a value', 'a quote left open'],
  ['{"a":01}', '1:7', 'a comma or }', 'a number with a zero in front'],
  ['{"a":1}}', '1:8', 'the end of the file', 'a brace too many'],
  ['{"a":[1,2}', '1:10', 'a comma or ]', 'a bracket left open'],
  ['{\n  // why\n}', '2:3', 'a key in double quotes', 'a comment'],
  ['', '1:1', 'a value', 'nothing'],
  ['{"a":\n', '1:5', 'a value', 'a text cut off: the last thing that is there'],
  ['['.repeat(100_000), '1:52', 'at most 50 levels', 'very many brackets, refused before the stack is'],
];

for (const [text, at, expected, why] of BROKEN) {
  test(`${JSON.stringify(text.slice(0, 20))} breaks at ${at}: ${why}`, () => {
    const source = createSource('f', text);
    const read = readJson(source);
    const fault = read.type === 'broken' ? read.faults[0] : undefined;
    const { line, column } = source.positionAt(fault?.start ?? -1);
    assert.deepEqual([`${line}:${column}`, fault?.expected], [at, expected]);
  });
}

test('a key that is written twice is placed at its second time, for the first would be lost', () => {
  const read = readJson(createSource('f', '{"a":1,"b":{"a":2},"a":3}'));
  assert.deepEqual(read.type === 'broken' && read.faults.map(({ code, start }) => [code, start]), [
    ['duplicate-key', 19],
  ]);
});

test('places are found under keys with slashes and tildes, and in lists', () => {
  const read = readJson(createSource('f', '{"a/b~c": [10, {"d": "e"}]}'));
  const place = read.type === 'read' ? read.locate(['a/b~c', '1', 'd']) : undefined;
  assert.deepEqual(place, { value: { start: 21, end: 24 }, key: { start: 16, end: 19 } });
});

test('whatever JSON.parse accepts is accepted, with the same value', () => {
  const text = ' {"a\\u0041": [-1.5e+3, true, null, "\\ud83d\\ude00\\/\\t", {}, []]}\n';
  const read = readJson(createSource('f', text));
  assert.deepEqual(read.type === 'read' && read.value, JSON.parse(text));
});

test('a long text without its end is given up at once, because a pull request must not stop the reading of all others', () => {
  for (const text of [`{"a":"${'a'.repeat(100_000)}`, `{"a":"${'a'.repeat(300)}\t${'a'.repeat(300)}"}`]) {
    const begun = performance.now();
    assert.equal(readJson(createSource('raworc.json', text)).type, 'broken');
    assert.ok(performance.now() - begun < 1_000);
  }
});
