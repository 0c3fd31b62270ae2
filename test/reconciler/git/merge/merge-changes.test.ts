// Which files go together when two branches meet.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeChanges } from '../../../../reconciler/git/merge/merge-changes.ts';
import { mergeText } from '../../../../reconciler/git/merge/merge-text.ts';
import type { ChangedEntry, EntryType, TreeEntry } from '../../../../reconciler/git/repositories.ts';

const entry = (path: string, oid: string, type: EntryType = 'file'): TreeEntry => ({ path, type, oid });
const added = (path: string, oid: string, type?: EntryType): ChangedEntry => ({
  path,
  to: entry(path, oid, type),
});
const removed = (path: string): ChangedEntry => ({ path, from: entry(path, 'old') });
const changed = (path: string, oid: string): ChangedEntry => ({
  path,
  from: entry(path, 'old'),
  to: entry(path, oid),
});

const cases: readonly (readonly [
  why: string,
  ours: readonly ChangedEntry[],
  theirs: readonly ChangedEntry[],
  expected: {
    readonly changes?: readonly string[];
    readonly both?: readonly string[];
    readonly conflicts?: readonly string[];
  },
])[] = [
  [
    'what only they did is done',
    [changed('a', '1')],
    [changed('b', '2'), removed('c')],
    { changes: ['b', 'c'] },
  ],
  [
    'the same on both sides is done already',
    [changed('a', '1'), removed('b')],
    [changed('a', '1'), removed('b')],
    {},
  ],
  [
    'a file that both changed has its lines brought together',
    [changed('a', '1')],
    [changed('a', '2')],
    { both: ['a'] },
  ],
  ['deleted here and changed there is for people', [removed('a')], [changed('a', '2')], { conflicts: ['a'] }],
  ['changed here and deleted there too', [changed('a', '1')], [removed('a')], { conflicts: ['a'] }],
  ['added twice with other contents too', [added('a', '1')], [added('a', '2')], { conflicts: ['a'] }],
  [
    'links and submodules have no lines',
    [added('a', '1', 'symlink')],
    [added('a', '2', 'submodule')],
    { conflicts: ['a'] },
  ],
  [
    'a file in the place of a folder is in the way',
    [added('a', '1')],
    [added('a/b', '2')],
    { conflicts: ['a'] },
  ],
  ['and the other way round', [added('a/b/c', '1')], [added('a', '2')], { conflicts: ['a'] }],
  [
    'what else they did below a folder that stays is not half done either',
    [added('a/b', '1')],
    [removed('a/c'), added('a', '2'), added('b', '3')],
    { changes: ['b'], conflicts: ['a'] },
  ],
  [
    'a folder that becomes a file on one side alone is not',
    [],
    [removed('a/b'), added('a', '2')],
    { changes: ['a/b', 'a'] },
  ],
];

for (const [why, ours, theirs, { changes = [], both = [], conflicts = [] }] of cases) {
  test(why, () => {
    const merged = mergeChanges(ours, theirs);
    assert.deepEqual(
      merged.changes.map(({ path }) => path),
      changes,
    );
    assert.deepEqual(
      merged.both.map(({ path }) => path),
      both,
    );
    assert.deepEqual(merged.conflicts, conflicts);
  });
}

const bytes = (text: string) => new TextEncoder().encode(text);
const mergeOf = (ours: string, ancestor: string, theirs: string) => {
  const merged = mergeText(bytes(ours), bytes(ancestor), bytes(theirs));
  return merged && new TextDecoder('utf-8', { ignoreBOM: true }).decode(merged);
};

test('changes of other lines come together, byte for byte', () => {
  assert.equal(mergeOf('A\nb\nc\nd\ne\n', 'a\nb\nc\nd\ne\n', 'a\nb\nc\nd\nE\n'), 'A\nb\nc\nd\nE\n');
  assert.equal(
    mergeOf('\uFEFFA\r\nb\r\nc\r\nd', '\uFEFFa\r\nb\r\nc\r\nd', '\uFEFFa\r\nb\r\nc\r\nD'),
    '\uFEFFA\r\nb\r\nc\r\nD',
  );
});

test('the same change on both sides is no conflict, other changes of the same line are', () => {
  assert.equal(mergeOf('x\nb\n', 'a\nb\n', 'x\nb\n'), 'x\nb\n');
  assert.equal(mergeOf('x\nb\n', 'a\nb\n', 'y\nb\n'), undefined);
});

test('a long list of which all entries look alike is brought together', () => {
  const list = (purposes: Readonly<Record<number, string>>) =>
    Array.from({ length: 500 }, (_, at) =>
      [
        '---',
        'kind: Agent',
        'metadata:',
        `  name: a${at}`,
        'spec:',
        `  purpose: ${purposes[at] ?? 'same'}\n`,
      ].join('\n'),
    ).join('');
  const merged = mergeOf(list({ 3: 'ours' }), list({}), list({ 490: 'theirs' }));
  assert.equal(merged, list({ 3: 'ours', 490: 'theirs' }));
});

test('lines that would take minutes to compare are left to people, because others wait meanwhile', () => {
  const lines = 'x\n'.repeat(20_000);
  const began = performance.now();
  assert.equal(mergeOf(`y\n${lines}y\n`, lines, `${lines}z\n${lines}`), undefined);
  assert.ok(performance.now() - began < 5_000);
});

test('nor are files compared that nobody wrote by hand', () => {
  const huge = (first: string) => bytes(`${first}\n${'x'.repeat(4 * 1024 * 1024)}\n`);
  assert.equal(mergeText(huge('a'), huge('b'), bytes('b\n')), undefined);
});

test('what is no text has no lines', () => {
  const binary = new Uint8Array([0xff, 0xfe, 0x00]);
  assert.equal(mergeText(binary, bytes('a'), bytes('b')), undefined);
});
