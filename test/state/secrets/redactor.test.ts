// What the redactor takes out.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRedactor } from '../../../state/secrets/redactor.ts';

describe('the redactor', () => {
  const cases = [
    ['takes out every place', ['hunter22'], 'a hunter22 b hunter22', 'a [redacted] b [redacted]'],
    ['takes the longest first', ['abcd', 'abcdef'], 'abcdef abcd', '[redacted] [redacted]'],
    ['knows how values stand in JSON', ['pa"ss\\w'], '{"x":"pa\\"ss\\\\w"}', '{"x":"[redacted]"}'],
    ['takes out lines of a long value', ['-----BEGIN\nc2VjcmV0\n'], 'log: c2VjcmV0', 'log: [redacted]'],
    ['reads values literally', ['a.c*[x]$&'], 'a.c*[x]$& abcx', '[redacted] abcx'],
    ['leaves words that a short value would hit', ['on', ''], 'on and on', 'on and on'],
  ] as const;
  for (const [what, values, text, expected] of cases) {
    it(`${what}, because logs are read by more people than secrets`, () => {
      assert.equal(createRedactor(values)(text), expected);
    });
  }
});
