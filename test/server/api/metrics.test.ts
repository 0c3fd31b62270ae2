// Who is told the metrics: they name spaces and say how busy they are.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ApiDeps, createApp } from '../../../server/api/app.ts';
import { createMetrics } from '../../../server/telemetry/metrics/create-metrics.ts';
import { openAccess, root } from '../../support/server/open-access.ts';

async function open() {
  return createApp({
    access: openAccess,
    version: 'test',
    metrics: createMetrics({ version: 'test' }),
    verifyToken: (token: string) =>
      Promise.resolve(
        token === 'all' ? root : token === 'sales' ? { ...root, spaces: ['sales'] } : undefined,
      ),
  } as unknown as ApiDeps);
}

const cases = [
  { why: 'without a token nothing is told', token: undefined, status: 401 },
  { why: 'who may see one space is not told of the others', token: 'sales', status: 403 },
  { why: 'who may look at all spaces is told', token: 'all', status: 200 },
] as const;

for (const { why, token, status } of cases) {
  test(why, async () => {
    const app = await open();
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await app.inject({ method: 'GET', url: '/metrics', headers });
    assert.equal(answer.statusCode, status, answer.body);
    if (status === 200) {
      assert.match(String(answer.headers['content-type']), /^text\/plain; version=0\.0\.4/);
      assert.match(answer.body, /^raworc_build_info\{version="test"\} 1$/m);
    } else assert.doesNotMatch(answer.body, /raworc_/);
  });
}
