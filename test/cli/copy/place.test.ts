// What the two sides of `raworc session cp` mean.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesPath, namedIn, parseCopying } from '../../../cli/copy/place.ts';

test('exactly one side is in a session', () => {
  assert.deepEqual(parseCopying('ses_1:a:b', '.'), {
    type: 'out',
    from: { type: 'session', id: 'ses_1', path: 'a:b' },
    to: { type: 'local', path: '.' },
  });
  assert.deepEqual(parseCopying('-', 'ses_1:'), {
    type: 'in',
    from: { type: 'pipe' },
    to: { type: 'session', id: 'ses_1', path: '' },
  });
  for (const [source, target] of [
    ['a', 'b'],
    ['ses_1:a', 'ses_2:b'],
    // A folder of this machine that only begins like a session.
    ['ses_1/a:b', 'c'],
  ] as const) {
    assert.throws(() => parseCopying(source, target), { code: 'USAGE' }, `${source} ${target}`);
  }
});

const paths: readonly (readonly [written: string, path: string, isContents: boolean, isFolder: boolean])[] = [
  ['', '', true, true],
  ['/session', '', true, true],
  ['/session/a/b', 'a/b', false, false],
  ['/sessions/a', 'sessions/a', false, false],
  ['a/b/', 'a/b', false, true],
  ['a/./b', 'a/b', false, false],
  ['a/.', 'a', true, false],
  ['.', '', true, true],
];
for (const [written, path, isContents, isFolder] of paths) {
  test(`${JSON.stringify(written)} in a session is read as cp reads it`, () => {
    const named = namedIn(written);
    assert.deepEqual([named.path, named.isContents, named.isFolder], [path, isContents, isFolder]);
  });
}

test('a path that leads elsewhere never becomes an address, in which it would vanish', () => {
  assert.throws(() => namedIn('../etc/passwd'), { code: 'USAGE' });
  assert.equal(filesPath('ses_1', 'a b/ü?#'), 'sessions/ses_1/files/a%20b/%C3%BC%3F%23');
});
