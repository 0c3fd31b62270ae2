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
    [
      'knows URLs',
      ['a b/c+d&e'],
      'GET /?k=a%20b%2Fc%2Bd%26e or a+b%2fc%2bd%26e',
      'GET /?k=[redacted] or [redacted]',
    ],
    ['knows hex', ['hunter22'], 'hex 68756e7465723232.', 'hex [redacted].'],
    ['knows what Python shows', ['tor"na\\do'], `'tor"na\\\\do'`, `'[redacted]'`],
    ['knows JSON of ASCII alone', ['Paßwort'], String.raw`{"k":"Pa\u00dfwort"}`, '{"k":"[redacted]"}'],
    ['leaves words that a short value would hit', ['on', ''], 'on and on', 'on and on'],
  ] as const;
  for (const [what, values, text, expected] of cases) {
    it(`${what}, because logs are read by more people than secrets`, () => {
      assert.equal(createRedactor(values)(text), expected);
    });
  }

  it('knows base64 wherever the value begins in what was encoded, because headers put a name before it', () => {
    const value = 'hunter22?>hunter22';
    const redact = createRedactor([value]);
    for (const before of ['', 'a', 'ab', 'abc', 'user:']) {
      for (const form of ['base64', 'base64url'] as const) {
        const shown = redact(Buffer.from(`${before}${value} and more`).toString(form));
        assert.match(shown, /\[redacted\]/);
        assert.doesNotMatch(Buffer.from(shown.replace('[redacted]', ''), form).toString(), /hunter|22\?>/);
      }
    }
  });

  it('takes values of four characters out and leaves those of three, because they are parts of words', () => {
    const redact = createRedactor(['1234', 'abc']);
    assert.equal(redact('pin 1234 of abc'), 'pin [redacted] of abc');
  });

  it('knows how much of a text’s end may be the beginning of a value, because long lines come in pieces', () => {
    const { unfinished } = createRedactor(['hunter22', 'terminal']);
    assert.equal(unfinished('I am hunter2'), 7);
    assert.equal(unfinished('I am hunter'), 6);
    assert.equal(unfinished('I am done'), 0);
  });

  it('is quick with many values, because all that agents print goes through it', () => {
    const redact = createRedactor(Array.from({ length: 50 }, (_, at) => `value-${at}-${'x'.repeat(100)}`));
    const begun = performance.now();
    redact('a line of a log that says nothing at all\n'.repeat(800));
    assert.ok(performance.now() - begun < 500);
  });
});
