import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { code, fence, link, plain } from '../../../../webhook/review/render/markdown.ts';

describe('a stranger’s text in Markdown', () => {
  test('mentions nobody and refers to nothing, because a plan must not call people', () => {
    assert.doesNotMatch(plain('ask @company/all about #12'), /@\w|#\d+\s*$|#1/);
  });

  test('makes no link, because a reviewer would follow it', () => {
    assert.doesNotMatch(plain('[ok](https://evil.example) <img src=x>'), /\]\(|https:|</);
  });

  test('stays one line, because a table ends at a line break', () => {
    assert.doesNotMatch(plain('a\n\n# b'), /\n/);
    assert.doesNotMatch(code('a\n|b'), /[\n|]/);
  });

  test('cannot end the code that it stands in, however many back-ticks it holds', () => {
    assert.equal(code('a`b``c'), '```a`b``c```');
    assert.ok(fence('diff', ['````']).startsWith('`````diff\n'));
  });

  test('cannot hide behind characters that turn text around', () => {
    assert.match(code('a\u202Eb'), /\\u202e/);
  });

  test('an address with brackets stays one address', () => {
    assert.equal(link('x', 'https://e/a(b)'), '[x](https://e/a%28b%29)');
  });
});
