import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPieceReader, piece } from '../../../../runtime/sessions/hands/pieces.ts';

const contents = ['', 'a', 'x'.repeat(70_000), 'ü'];
const whole = Buffer.concat(contents.map((text, kind) => piece(kind, Buffer.from(text))));

describe('pieces', () => {
  for (const size of [1, 4, 5, 1000, whole.length]) {
    it(`come out as they went in when ${size} bytes arrive at a time, for pipes cut anywhere`, () => {
      const read = createPieceReader();
      const seen = [];
      for (let at = 0; at < whole.length; at += size) seen.push(...read(whole.subarray(at, at + size)));
      assert.deepEqual(
        seen.map(({ kind, content }) => [kind, content.toString()]),
        contents.map((text, kind) => [kind, text]),
      );
    });
  }
});
