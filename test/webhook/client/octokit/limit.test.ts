// Rate limits as GitHub tells of them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { limitOf, quotaOf } from '../../../../webhook/client/octokit/limit.ts';
import { createQuotas } from '../../../../webhook/client/octokit/quotas.ts';

const now = 1_000_000;
const used = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1300' };

describe('a rate limit', () => {
  for (const [what, status, headers, message, expected, why] of [
    ['a named pause', 429, { 'retry-after': '30' }, '', 30_000, 'GitHub knows best'],
    ['a named pause as 403', 403, { 'retry-after': '7' }, '', 7000, 'secondary limits come so'],
    ['a spent hour', 403, used, '', 301_000, 'it begins anew at that second'],
    ['a spent hour that is over', 403, { ...used, 'x-ratelimit-reset': '900' }, '', 1000, 'clocks differ'],
    ['a secondary limit without a time', 403, {}, 'secondary rate limit', 60_000, 'GitHub says: a minute'],
    ['429 without a time', 429, {}, '', 60_000, 'it means nothing else'],
    [
      'a missing right',
      403,
      { 'x-ratelimit-remaining': '4000' },
      'Resource not accessible',
      undefined,
      'that is none',
    ],
    ['another status', 404, used, '', undefined, 'what is not there is not limited'],
  ] as const) {
    it(`is read from ${what}, because ${why}`, () => {
      assert.equal(limitOf(status, headers, message, now), expected);
    });
  }

  it('closes its identity and no other until then, because each installation has its own', () => {
    let time = now;
    const quotas = createQuotas(() => time);
    quotas.noteRefusal('installation/1', 403, used, '');
    assert.equal(quotas.waitMs('installation/1'), 301_000);
    assert.equal(quotas.waitMs('installation/2'), 0);
    time += 301_000;
    assert.equal(quotas.waitMs('installation/1'), 0);
  });

  it('is told of by every answer, because metrics show what is left', () => {
    const quota = { identity: 'token', resource: 'core', limit: 5000, remaining: 0, resetAt: 1_300_000 };
    assert.deepEqual(quotaOf('token', used), quota);
    assert.equal(quotaOf('token', { 'x-ratelimit-limit': 'many' }), undefined, 'a proxy’s answer has none');
  });
});
