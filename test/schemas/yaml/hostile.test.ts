// Files that were written to hurt. Each must be refused, and quickly: the time is the point of the test.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProblemCode } from '../../../schemas/problem.ts';
import { createSource } from '../../../schemas/text/source.ts';
import { LIMITS } from '../../../schemas/yaml/limits.ts';
import { readYaml } from '../../../schemas/yaml/read.ts';

/** Generous for a busy machine; each takes well below 0.2 s on an idle one. */
const QUICK_MS = 2000;

const LETTERS = 'abcdefghij'.split('');
const laughs = LETTERS.map((name, index) => {
  const before = index === 0 ? 'lol' : `*${LETTERS[index - 1]}`;
  return `${name}: &${name} [${Array.from({ length: 10 }, () => before).join(', ')}]\n`;
}).join('');

const CASES: readonly (readonly [string, string, ProblemCode])[] = [
  ['ten lines that stand for ten billion values', laughs, 'too-many-nodes'],
  [
    'a quadratic blow-up of one long list',
    `a: &a [${'x,'.repeat(5000)}]\nb: [*a, *a, *a, *a]\n`,
    'too-many-nodes',
  ],
  ['very many aliases of one word', `a: &a x\nb: [${'*a, '.repeat(500)}]\n`, 'too-many-aliases'],
  ['10,000 opening brackets', '['.repeat(10_000), 'too-deep'],
  ['10,000 opening braces', '{a: '.repeat(10_000), 'too-deep'],
  ['10,000 list items in each other', `${'- '.repeat(10_000)}x`, 'too-deep'],
  ['10,000 explicit keys in each other', `${'? '.repeat(10_000)}x`, 'too-deep'],
  [
    'a staircase of mappings',
    Array.from({ length: 900 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    'too-deep',
  ],
  ['more documents than anybody writes', '---\na: 1\n'.repeat(LIMITS.documents + 5), 'too-many-documents'],
  ['a file beyond the size', 'x'.repeat(LIMITS.fileSize + 1), 'file-too-large'],
  [
    'very many keys',
    Array.from({ length: 60_000 }, (_, index) => `k${index}: 1\n`).join(''),
    'too-many-nodes',
  ],
  ['very many pairs in a list', `[${'a: b, '.repeat(100_000)}]`, 'too-many-nodes'],
];

for (const [why, text, code] of CASES) {
  test(`${why}: ${code}`, () => {
    const started = performance.now();
    const read = readYaml(createSource('f', text));
    const took = performance.now() - started;
    const faults = read.type === 'refused' ? [read.fault] : firstFaults(read.documents);
    assert.equal(faults[0]?.code, code);
    assert.ok(took < QUICK_MS, `took ${Math.round(took)} ms`);
  });
}

test('two thousand broken documents in one file are each tried on their own without reading it all again', () => {
  const started = performance.now();
  const read = readYaml(createSource('f', `---\na: [${'x'.repeat(480)}\n`.repeat(LIMITS.documents)));
  assert.equal(read.type === 'documents' && read.documents.length, LIMITS.documents);
  assert.ok(performance.now() - started < QUICK_MS);
});

test('what an alias stands for is copied, so that filling in defaults at one place leaves the other alone', () => {
  const read = readYaml(createSource('f', 'a: &a {x: [1]}\nb: *a\n'));
  const value = read.type === 'documents' ? read.documents[0]?.value : undefined;
  const { a, b } = value as { a: { x: unknown }; b: { x: unknown } };
  assert.deepEqual(a, b);
  assert.notEqual(a, b);
  assert.notEqual(a.x, b.x);
});

function firstFaults(documents: Extract<ReturnType<typeof readYaml>, { type: 'documents' }>['documents']) {
  return documents.flatMap((each) => (each.type === 'broken' ? each.faults : []));
}
