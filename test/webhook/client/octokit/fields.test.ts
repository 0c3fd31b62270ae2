// Answers that are not what GitHub promises.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fieldsOf, listOf, wordOf } from '../../../../webhook/client/octokit/fields.ts';

const answer = fieldsOf(
  {
    id: 1,
    large: 12345678901234567890n,
    name: 'a',
    gone: null,
    at: '2026-01-02T03:04:05Z',
    in: { ok: true },
  },
  'answer',
);

describe('a field of an answer', () => {
  it('is given where it is what it should be', () => {
    assert.equal(answer.number('id'), 1);
    assert.equal(
      answer.id('large'),
      '12345678901234567890',
      'ids of deliveries are larger than a double holds',
    );
    assert.equal(answer.textOrNull('gone'), null);
    assert.equal(answer.time('at'), Date.UTC(2026, 0, 2, 3, 4, 5));
    assert.equal(answer.within('in').flag('ok'), true);
    assert.equal(answer.flag('absent'), false);
    assert.equal(answer.maybeWithin('gone'), undefined);
  });

  for (const [what, read] of [
    ['answer.absent', () => answer.text('absent')],
    ['answer.id', () => answer.text('id')],
    ['answer.name', () => answer.number('name')],
    ['answer.large', () => answer.number('large')],
    ['answer.name', () => answer.id('name')],
    ['answer.name', () => answer.time('name')],
    ['answer.name', () => answer.flag('name')],
    ['answer.in.deep', () => answer.within('in').within('deep')],
    ['answer.name', () => answer.list('name')],
    ['page', () => fieldsOf('<html>', 'page')],
    ['list', () => listOf({}, 'list')],
    ['state', () => wordOf(['open'], 'ajar', 'state')],
  ] as const) {
    it(`is missed by its name (${what}), because a proxy’s page must not be taken for an answer`, () => {
      assert.throws(read, {
        code: 'GITHUB_ODD_ANSWER',
        disposition: 'retry',
        message: `GitHub’s answer has no ${what} that can be used.`,
      });
    });
  }
});
