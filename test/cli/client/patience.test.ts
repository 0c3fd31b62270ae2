import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from '../../../cli/client/client.ts';
import { MOST_REPEATS, patienceFor } from '../../../cli/client/patience.ts';
import { createEdgeApp, edgeToken, listenAtEdge } from '../../support/server/edge-app.ts';

const cases: readonly (readonly [
  status: number,
  retryAfter: string | undefined,
  repeats: number,
  ms: number | undefined,
  why: string,
])[] = [
  [429, '2', 0, 2000, 'it was told how long'],
  [429, '2', MOST_REPEATS, undefined, 'it waited often enough'],
  [429, undefined, 0, undefined, 'a limit of sessions does not pass by itself'],
  [429, 'tomorrow', 0, undefined, 'that is no number of seconds'],
  [429, '3600', 0, undefined, 'nobody waits an hour at a terminal'],
  [429, '-1', 0, undefined, 'that time is over'],
  [503, '2', 0, undefined, 'whether that may be sent twice is not known'],
];
for (const [status, retryAfter, repeats, ms, why] of cases) {
  test(`after ${status} with Retry-After ${retryAfter} for the ${repeats + 1}. time it waits ${ms} ms: ${why}`, () => {
    const headers = new Headers(retryAfter === undefined ? {} : { 'retry-after': retryAfter });
    assert.equal(patienceFor({ status, headers }, repeats), ms);
  });
}

test('the client comes back when it may again, so that a script need not know of limits', async () => {
  await using app = await createEdgeApp();
  let refused = 0;
  app.addHook('onRequest', async (_request, reply) => {
    if (refused === 2) return;
    refused += 1;
    reply.status(429).header('retry-after', '0');
    await reply.send({ error: { code: 'RATE_LIMITED', message: '' } });
  });
  const port = await listenAtEdge(app);
  const client = createClient({ url: `http://127.0.0.1:${port}`, token: edgeToken });
  assert.ok(await client.get('openapi.json'));
  assert.equal(refused, 2);
});
