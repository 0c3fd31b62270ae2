import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { looksSecret, shownValue } from '../../../../webhook/review/render/conceal.ts';

const secret: readonly (readonly [name: string, value: string, why: string])[] = [
  ['DB_PASSWORD', 'x', 'the name says so, however short the value'],
  ['OPENAI_API_KEY', 'test', 'the name says so'],
  ['DATABASE_URL', 'postgres://user:hunter2@db/app', 'a URL can carry a password'],
  ['VALUE', 'sk-proj-8fJ2kLq9ZxT4vB7nM1cR6yW3', 'keys of vendors look random'],
  ['VALUE', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a', 'so do tokens'],
  ['VALUE', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b', 'hex of that length is no word'],
  ['CERT', '-----BEGIN RSA KEY-----', 'the form says so'],
];
const harmless: readonly (readonly [name: string, value: string, why: string])[] = [
  ['LOG_LEVEL', 'info', 'a word'],
  ['MODEL', 'claude-sonnet-4-20250514', 'names of models are read by reviewers'],
  ['MAX_TOKENS', '4096', 'a number of tokens is no token'],
  ['GREETING', 'a long sentence of plain words that nobody has to hide from anybody', 'a sentence'],
  ['BASE_URL', 'https://models.internal.example.com/v1/chat/completions', 'an address without a password'],
];

describe('a value that could be a secret', () => {
  for (const [name, value, why] of secret) {
    test(`${name}=${value.slice(0, 12)}… is hidden: ${why}`, () =>
      assert.equal(looksSecret(name, value), true));
  }
  for (const [name, value, why] of harmless) {
    test(`${name}=${value.slice(0, 12)}… is shown: ${why}`, () =>
      assert.equal(looksSecret(name, value), false));
  }

  test('shows a digest in its place, so that a change of it can be seen', () => {
    const shown = shownValue(['env', 'TOKEN'], 'abc', () => '1f3a');
    assert.equal(shown, '(hidden, digest 1f3a)');
  });

  test('is only looked for in the environment, since elsewhere the schema leaves no room for one', () => {
    assert.equal(
      shownValue(['source', 'ref'], '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b', () => ''),
      '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b',
    );
  });
});
