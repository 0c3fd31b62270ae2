// Bytes come in pieces of any size; lines must not care.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLineSplitter } from '../../../../runtime/sessions/link/lines.ts';

const text = 'one\n\nzwei ä😀\nthree\nrest';

test('however the bytes are cut, the lines are the same, for a cut may be in the middle of a character', () => {
  const bytes = Buffer.from(text);
  for (let size = 1; size <= bytes.length; size += 1) {
    const lines: string[] = [];
    const feed = createLineSplitter((line) => lines.push(String(line)));
    for (let at = 0; at < bytes.length; at += size) feed(bytes.subarray(at, at + size));
    assert.deepEqual(lines, ['one', '', 'zwei ä😀', 'three'], `in pieces of ${size}`);
    feed(Buffer.from('\n'));
    assert.equal(lines.at(-1), 'rest');
  }
});
