// Each way in which YAML can be broken, with the exact place and code that a person is told.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProblemCode } from '../../../schemas/problem.ts';
import { problemOf } from '../../../schemas/text/fault.ts';
import { createSource } from '../../../schemas/text/source.ts';
import { readYaml } from '../../../schemas/yaml/read.ts';

interface Case {
  readonly text: string;
  readonly at: readonly [line: number, column: number];
  readonly code: ProblemCode;
  readonly why: string;
}

const CASES: readonly Case[] = [
  { text: 'a:\n\tb: 1\n', at: [2, 1], code: 'yaml-syntax', why: 'a tab indents' },
  { text: 'a:\n  b: 1\n c: 2\n', at: [3, 2], code: 'yaml-syntax', why: 'a key is indented by one too few' },
  { text: 'a: [1, 2\nb: 3\n', at: [2, 1], code: 'yaml-syntax', why: 'a bracket is left open' },
  { text: 'a: "x\nb: 2\n', at: [2, 1], code: 'yaml-syntax', why: 'a quote is left open' },
  { text: 'a: 1\nb\nc: 3', at: [3, 2], code: 'yaml-syntax', why: 'a colon was forgotten' },
  { text: 'a: "\\q"', at: [1, 6], code: 'yaml-syntax', why: 'there is no such backslash sequence' },
  {
    text: 'a: x\u001b[31m',
    at: [1, 5],
    code: 'yaml-syntax',
    why: 'a control character could steer a terminal',
  },
  { text: 'a: \u0000', at: [1, 4], code: 'yaml-syntax', why: 'a null byte ends texts elsewhere' },
  { text: 'a: 1\nb: 2\na: 3\n', at: [3, 1], code: 'duplicate-key', why: 'one of two values would be lost' },
  { text: 'x:\n  y: {k: 1, k: 2}\n', at: [2, 13], code: 'duplicate-key', why: 'also inside of braces' },
  { text: 'a: *nowhere\n', at: [1, 4], code: 'unknown-anchor', why: 'an alias of nothing' },
  { text: 'a: &a [1, *a]\n', at: [1, 11], code: 'unknown-anchor', why: 'an alias that holds itself' },
  { text: 'x: &x {a: 1}\ny:\n  <<: *x\n', at: [3, 3], code: 'unsupported-yaml', why: 'a merge key' },
  { text: 'a: !!binary aGk=\n', at: [1, 4], code: 'unsupported-yaml', why: 'a tag that makes other values' },
  {
    text: 'a: !!js/function "x"\n',
    at: [1, 4],
    code: 'unsupported-yaml',
    why: 'a tag that once ran code elsewhere',
  },
  {
    text: 'a: {__proto__: {b: 1}}\n',
    at: [1, 5],
    code: 'unsupported-yaml',
    why: 'a key that could poison objects',
  },
  { text: '? [a, b]\n: c\n', at: [1, 3], code: 'unsupported-yaml', why: 'a list as a key' },
  { text: ': c\n', at: [1, 1], code: 'unsupported-yaml', why: 'no key at all' },
  {
    text: 'a: 1\n...\nb: ]\n',
    at: [3, 4],
    code: 'yaml-syntax',
    why: 'the second document is broken, and is placed right',
  },
];

for (const { text, at, code, why } of CASES) {
  test(`${code} at ${at.join(':')} of ${JSON.stringify(text)}: ${why}`, () => {
    const [problem, ...more] = problemsOf(text);
    assert.deepEqual([problem?.line, problem?.column, problem?.code], [...at, code]);
    assert.deepEqual(more, []);
    assert.match(problem?.message ?? '', /^[A-Z"_].*\.$/, 'a message is a sentence');
  });
}

test('one broken document leaves those before and behind it readable, with their places in the file', () => {
  const source = createSource('f', 'a: 1\n---\nb: [x\n---\nc: {d: 2}\n');
  const read = readYaml(source);
  assert.equal(read.type, 'documents');
  const documents = read.type === 'documents' ? read.documents : [];
  assert.deepEqual(
    documents.map((each) => [each.type, each.value]),
    [
      ['read', { a: 1 }],
      ['broken', null],
      ['read', { c: { d: 2 } }],
    ],
  );
  const last = documents[2];
  const place = last?.type === 'read' ? last.locate(['c', 'd']) : undefined;
  assert.deepEqual(source.positionAt(place?.value.start ?? 0), { file: 'f', line: 5, column: 8 });
});

test('an unreadable line names the line itself and underlines what is wrong', () => {
  const [problem] = problemsOf('a: 1\nbee: 2\nbee: 3\n');
  assert.equal(problem?.excerpt, 'bee: 3');
  assert.equal(problem?.endColumn, 4);
  assert.match(problem?.message ?? '', /line 2/);
});

function problemsOf(text: string) {
  const source = createSource('f', text);
  const read = readYaml(source);
  const faults =
    read.type === 'refused'
      ? [read.fault]
      : read.documents.flatMap((each) => (each.type === 'broken' ? each.faults : []));
  return faults.map((fault) => problemOf(source, fault));
}
