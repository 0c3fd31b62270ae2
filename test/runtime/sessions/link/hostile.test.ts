// What an agent could write into its supervisor's stream: none of it may end the runtime, or fill its memory.

import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { connect } from '../../../../runtime/sessions/link/connection.ts';
import type { Frame } from '../../../../runtime/sessions/link/frames.ts';
import { createJoiner } from '../../../../runtime/sessions/link/chunks.ts';

function hear(text: string): { readonly frames: readonly Frame[]; readonly garbage: number } {
  const frames: Frame[] = [];
  let garbage = 0;
  const output = new PassThrough();
  connect(
    {
      input: new PassThrough(),
      output,
      errors: new PassThrough(),
      closed: Promise.resolve(),
      end: () => undefined,
    },
    { onFrame: (frame) => frames.push(frame), onGarbage: () => (garbage += 1), onErrors: () => undefined },
  );
  output.emit('data', Buffer.from(text));
  return { frames, garbage };
}

const hello = {
  type: 'hello',
  re: 'a',
  version: 2,
  boot: 'b',
  pid: 1,
  epoch: 1,
  seq: 0,
  turns: [],
  workers: [],
};
const log = { type: 'log', seq: 1, agent: 'a', stream: 'stdout', text: 'x', at: 1 };
const failed = { type: 'turn.failed', seq: 1, turn: 't', attempt: 1, code: 'C', message: 'm', hint: 'h' };

for (const value of [
  null,
  5,
  'text',
  [],
  [hello],
  {},
  { type: 5 },
  { type: 'log' },
  { ...log, text: undefined },
  { ...log, text: { length: 9 } },
  { ...log, seq: -1 },
  { ...log, seq: '1' },
  { ...log, stream: 'constructor' },
  { ...hello, turns: null },
  { ...hello, turns: [null] },
  { ...hello, asks: [{ ask: 'a' }] },
  { type: 'answer', re: 'a', ok: false },
  { ...failed, message: 5 },
  { ...failed, hint: undefined },
  { type: 'constructor' },
  { type: '__proto__' },
  { type: 'chunk' },
  { type: 'chunk', of: 'a', part: 0, parts: 1, data: Buffer.from('null').toString('base64') },
  { type: 'chunk', of: 'a', part: 0, parts: 1e9, data: '' },
]) {
  test(`${JSON.stringify(value).slice(0, 70)} is no frame, because what follows relies on its fields`, () => {
    assert.deepEqual(hear(`${JSON.stringify(value)}\n`), { frames: [], garbage: 1 });
  });
}

test('a frame of a type that we don’t know is passed over where it has a number', () => {
  assert.equal(hear('{"type":"newer","seq":4}\n').frames.length, 1);
});

test('a line without an end costs no memory, and what comes after it is heard', () => {
  const piece = 'x'.repeat(100_000);
  const { frames, garbage } = hear(`${piece.repeat(20)}\n${JSON.stringify(log)}\n`);
  assert.deepEqual([frames.length, garbage], [1, 1]);
});

test('series that are begun without end cost no memory: the oldest is given up', () => {
  const join = createJoiner();
  const begin = (of: string) => join({ of, part: 0, parts: 2, data: 'AAAA' });
  for (let at = 0; at < 9; at += 1) begin(String(at));
  assert.throws(() => join({ of: '0', part: 1, parts: 2, data: 'AAAA' }), /out of order/);
  assert.notEqual(join({ of: '8', part: 1, parts: 2, data: 'AAAA' }), undefined);
});
