import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createSource } from '../../../schemas/text/source.ts';
import { readYaml } from '../../../schemas/yaml/read.ts';
import { resolvePlain } from '../../../schemas/yaml/scalar.ts';
import type { Scalar } from '../../../schemas/yaml/scalar.ts';

const SCALARS: readonly (readonly [string, Scalar, string])[] = [
  ['', null, 'nothing is null'],
  ['~', null, 'the short null'],
  ['true', true, 'a truth'],
  ['yes', 'yes', 'no longer a truth since YAML 1.2'],
  ['on', 'on', 'no longer a truth since YAML 1.2'],
  ['12', 12, 'a number'],
  ['-0.5', -0.5, 'a fraction'],
  ['1e3', 1000, 'an exponent'],
  ['0x1f', 31, 'hexadecimal'],
  ['0o17', 15, 'octal as YAML 1.2 writes it'],
  ['1.2.3', '1.2.3', 'a version is text'],
  ['2024-01-01', '2024-01-01', 'a date is text'],
  ['9bc2', '9bc2', 'a short commit id is text'],
  ['12:30', '12:30', 'a time of day is text, not a number of base 60'],
  ['512Mi', '512Mi', 'a size is text'],
  ['1e999', '1e999', 'infinity is no number that JSON knows'],
  ['.inf', '.inf', 'nor is it when it is written out'],
];

for (const [text, value, why] of SCALARS) {
  test(`plain ${JSON.stringify(text)} is ${JSON.stringify(value)}: ${why}`, () => {
    assert.equal(resolvePlain(text), value);
  });
}

const TEXT = `# a comment
top:
  list:
    - one
    - {two: "2", three: 'it''s'}
  empty:
  "quoted key": |
    block
alias: &x [a]
again: *x
`;

const PLACES: readonly (readonly [readonly string[], string, string])[] = [
  [[], '2:1', 'the root begins at its first key, not at the comment'],
  [['top', 'list', '0'], '4:7', 'an item of a list'],
  [['top', 'list', '1', 'two'], '5:13', 'a quoted value is placed at its quote'],
  [['top', 'list', '1', 'three'], '5:25', 'behind other values in braces'],
  [['top', 'empty'], '6:3', 'a value that was left out is placed at its key'],
  [['alias'], '9:11', 'an anchor is passed over'],
  [['again'], '10:8', 'an alias is placed where it stands'],
];

for (const [path, expected, why] of PLACES) {
  test(`the place of /${path.join('/')}: ${why}`, () => {
    const source = createSource('f', TEXT);
    const read = readYaml(source);
    const document = read.type === 'documents' ? read.documents[0] : undefined;
    assert.equal(document?.type, 'read');
    const place = document?.type === 'read' ? document.locate(path) : undefined;
    const { line, column } = source.positionAt(place?.value.start ?? -1);
    assert.equal(`${line}:${column}`, expected);
  });
}

test('the value of a whole document is plain JSON, whatever way it was written', () => {
  const read = readYaml(createSource('f', TEXT));
  assert.deepEqual(read.type === 'documents' && read.documents[0]?.value, {
    top: { list: ['one', { two: '2', three: "it's" }], empty: null, 'quoted key': 'block\n' },
    alias: ['a'],
    again: ['a'],
  });
});

test('documents without content are left out, for many files begin or end with ---', () => {
  const read = readYaml(createSource('f', '---\n# nothing\n---\na: 1\n---\n'));
  assert.deepEqual(read.type === 'documents' && read.documents.map(({ value }) => value), [{ a: 1 }]);
});
