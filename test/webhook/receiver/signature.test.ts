// Signatures, against what GitHub's documentation promises.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSigned, parseSignature } from '../../../webhook/receiver/signature.ts';

const documented = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
const key = "It's a Secret to Everybody";
const bytes = Buffer.from('Hello, World!');

function check(header: string, secrets: readonly string[] = [key], body: Uint8Array = bytes): boolean {
  const signature = parseSignature(header);
  return signature !== undefined && isSigned(body, signature, secrets);
}

describe('signatures', () => {
  it('pass as GitHub documents them, because that is how it signs', () => {
    assert.equal(check(documented), true);
  });

  it('pass with either of two secrets, because one replaces the other while deliveries are under way', () => {
    assert.equal(check(documented, ['the new one', key]), true);
    assert.equal(check(documented, [key, 'the old one']), true);
    assert.equal(check(documented, ['the new one', 'the old one']), false);
  });

  it('fail with one bit changed, because that is all that a signature is for', () => {
    assert.equal(check(documented, [key], Buffer.from('Hello, World?')), false);
    assert.equal(check(documented.replace(/7$/, '6')), false);
  });

  it('are read in exactly one form, because a lenient reader is where forgeries begin', () => {
    const hex = documented.slice('sha256='.length);
    const odd = [
      '',
      hex,
      `sha1=${hex}`,
      `sha256=${hex.slice(2)}`,
      `sha256=${hex}00`,
      `sha256=${hex.toUpperCase()}`,
      ` ${documented}`,
      `${documented}\n`,
      `${documented}, ${documented}`,
      `sha256=${'g'.repeat(64)}`,
    ];
    for (const header of odd) assert.equal(parseSignature(header), undefined, JSON.stringify(header));
    for (const header of [undefined, null, 7, [documented]]) assert.equal(parseSignature(header), undefined);
  });
});
