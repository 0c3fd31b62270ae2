// What every request and every answer of the API has, whatever its path.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEdgeApp, edgeToken } from '../../../support/server/edge-app.ts';

const ours = { authorization: `Bearer ${edgeToken}` };
const problemOf = (answer: { json(): unknown }) =>
  (answer.json() as { error: { code: string; hint?: string; details: Record<string, unknown> } }).error;

test('a request keeps the id that it was given, so that it is found in the logs of both ends', async () => {
  await using app = await createEdgeApp();
  const answer = await app.inject({ url: '/api/v0/nothing', headers: { 'x-request-id': 'abc-1.2_3' } });
  assert.equal(answer.headers['x-request-id'], 'abc-1.2_3');
  assert.equal(problemOf(answer).details['request_id'], 'abc-1.2_3');
});

for (const given of ['', 'a b', 'x'.repeat(65), 'a"},{"level":"fatal', 'ünique']) {
  test(`an id such as ${JSON.stringify(given.slice(0, 20))} is replaced, because logs must not be written by others`, async () => {
    await using app = await createEdgeApp();
    const answer = await app.inject({ url: '/health', headers: { 'x-request-id': given } });
    assert.match(String(answer.headers['x-request-id']), /^req_[0-9a-f]{32}$/);
  });
}

test('answers run nothing in a browser, are kept nowhere and open nothing to other origins', async () => {
  await using app = await createEdgeApp();
  for (const url of ['/health', '/api/v0/openapi.json', '/nowhere', '/api/v0/%ff']) {
    const { headers } = await app.inject({ url, headers: { ...ours, origin: 'https://evil.example' } });
    assert.equal(headers['cache-control'], 'no-store', url);
    assert.equal(headers['access-control-allow-origin'], undefined, url);
    if (url.includes('%ff')) continue;
    assert.match(String(headers['content-security-policy']), /default-src 'none'/, url);
    assert.equal(headers['x-content-type-options'], 'nosniff', url);
    assert.equal(headers['strict-transport-security'], undefined, 'there is no TLS here');
  }
});

test('a preflight is allowed nothing, because no page of another origin has business here', async () => {
  await using app = await createEdgeApp();
  const answer = await app.inject({
    method: 'OPTIONS',
    url: '/api/v0/sessions',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  });
  assert.equal(answer.statusCode, 404);
  assert.deepEqual(
    Object.keys(answer.headers).filter((name) => name.startsWith('access-control-')),
    [],
  );
});

for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
  test(`a body of ${type} is refused, because any page may send it without asking`, async () => {
    await using app = await createEdgeApp();
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v0/sessions',
      headers: { ...ours, 'content-type': type },
      payload: '{"space":"a"}',
    });
    assert.equal(answer.statusCode, 415);
    assert.equal(problemOf(answer).code, 'UNSUPPORTED_MEDIA_TYPE');
  });
}

const bodies: readonly (readonly [body: string | Buffer, code: string, why: string])[] = [
  ['['.repeat(100_000), 'BODY_TOO_DEEP', 'nested without end'],
  [`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`, 'BODY_TOO_DEEP', 'one level too deep'],
  [`{"space":"a","metadata":{"__proto__":{"x":1}}}`, 'BAD_REQUEST', 'that reaches for the prototype'],
  [
    `{"space":"a","metadata":{"constructor":{"prototype":{}}}}`,
    'BAD_REQUEST',
    'that reaches for the constructor',
  ],
  [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'BAD_REQUEST', 'of bytes that are no text'],
  ['[]', 'BAD_REQUEST', 'of another type'],
  ['"a"', 'BAD_REQUEST', 'that is only text'],
  ['{"space":{"a":1}}', 'BAD_REQUEST', 'with a field of another type'],
];
for (const [body, code, why] of bodies) {
  test(`JSON ${why} is refused with ${code}`, async () => {
    await using app = await createEdgeApp();
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v0/sessions',
      headers: { ...ours, 'content-type': 'application/json' },
      payload: body,
    });
    assert.equal(answer.statusCode, 400);
    assert.equal(problemOf(answer).code, code);
  });
}

const paths = [
  '/api/v0/sessions/..%2f..%2fetc',
  '/api/v0/sessions/%00',
  '/api/v0/sessions/ses_%D0%B0bc',
  '/api/v0/../../etc/passwd',
  '/api/v0/sessions/%e0%a4%a',
  `/api/v0/sessions/${'x'.repeat(5_000)}`,
  '//api/v0/sessions',
];
for (const url of paths) {
  test(`the path ${url.slice(0, 40)} finds nothing, in our own form`, async () => {
    await using app = await createEdgeApp();
    const answer = await app.inject({ url, headers: ours });
    assert.ok([400, 404, 414].includes(answer.statusCode), String(answer.statusCode));
    assert.match(problemOf(answer).code, /^(BAD_REQUEST|PATH_TOO_LONG|[A-Z]+_NOT_FOUND)$/);
  });
}

test('who asks too often is told how long to wait, and others are served meanwhile', async () => {
  await using app = await createEdgeApp({ limits: { requestsPerMinute: 12 } });
  const ask = (token: string) =>
    app.inject({ url: '/api/v0/openapi.json', headers: { authorization: `Bearer ${token}` } });
  assert.equal((await ask(edgeToken)).statusCode, 200);
  assert.equal((await ask(edgeToken)).statusCode, 200);
  const refused = await ask(edgeToken);
  assert.equal(refused.statusCode, 429);
  assert.equal(problemOf(refused).code, 'RATE_LIMITED');
  const seconds = Number(refused.headers['retry-after']);
  assert.ok(seconds >= 1 && seconds <= 10, String(seconds));
  for (const url of ['/health', '/ready', '/version'])
    assert.equal((await app.inject({ url })).statusCode, 200, url);
  assert.equal((await ask('another')).statusCode, 401);
});

test('an address that guesses tokens is soon not listened to, and a token that was right before is', async () => {
  await using app = await createEdgeApp({ limits: { guessesPerMinute: 3 } });
  const ask = (token: string, remoteAddress = '192.0.2.1') =>
    app.inject({ url: '/api/v0/openapi.json', headers: { authorization: `Bearer ${token}` }, remoteAddress });
  assert.equal((await ask(edgeToken)).statusCode, 200);
  for (const guess of ['a', 'b', 'c']) assert.equal((await ask(guess)).statusCode, 401);
  assert.equal((await ask('d')).statusCode, 429);
  assert.equal((await ask(edgeToken)).statusCode, 200);
  assert.equal((await ask('e', '192.0.2.2')).statusCode, 401, 'another address is not meant');
});

test('webhooks have a bound of their own', async () => {
  await using app = await createEdgeApp({
    limits: { deliveriesPerMinute: 6 },
    webhook: (own) => void own.get('/hook', { schema: { hide: true } }, () => ({})),
  });
  assert.equal((await app.inject({ url: '/hook' })).statusCode, 200);
  const refused = await app.inject({ url: '/hook' });
  assert.equal(problemOf(refused).code, 'RATE_LIMITED');
});

for (const [trustedProxies, expected] of [
  [[], '192.0.2.1'],
  [['192.0.2.0/24'], '203.0.113.9'],
  [['198.51.100.7'], '192.0.2.1'],
] as const) {
  test(`behind ${JSON.stringify(trustedProxies)} a client that says to be another is ${expected}`, async () => {
    let seen = '';
    await using app = await createEdgeApp({
      trustedProxies,
      webhook: (own) =>
        void own.get('/who', { schema: { hide: true } }, (request) => {
          seen = request.ip;
          return {};
        }),
    });
    const headers = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' };
    const answer = await app.inject({ url: '/who', remoteAddress: '192.0.2.1', headers });
    assert.equal(seen, expected);
    assert.equal(answer.headers['strict-transport-security'] !== undefined, expected === '203.0.113.9');
  });
}

test('one thing has a tag, by which it is not sent again', async () => {
  await using app = await createEdgeApp({
    deps: { reconciler: { spaceStatus: () => Promise.resolve(spaceStatus()) } as never },
  });
  const first = await app.inject({ url: '/api/v0/spaces/sales', headers: ours });
  assert.equal(first.statusCode, 200, first.body);
  const tag = String(first.headers['etag']);
  assert.match(tag, /^"(?:[0-9a-f]{16}\.){0,2}[\w-]{27}"$/);
  const again = await app.inject({
    url: '/api/v0/spaces/sales',
    headers: { ...ours, 'if-none-match': `"x", W/${tag}` },
  });
  assert.equal(again.statusCode, 304);
  assert.equal(again.body, '');
  const other = await app.inject({
    url: '/api/v0/spaces/sales',
    headers: { ...ours, 'if-none-match': '"x"' },
  });
  assert.equal(other.statusCode, 200);
  const list = await app.inject({ url: '/api/v0/spaces/sales/agents', headers: ours });
  assert.equal(list.headers['etag'], undefined, 'a list is not one thing');
});

function spaceStatus() {
  return { name: 'sales', labels: {}, spec: {}, hold: null, agents: [], conditions: [], sessions: {} };
}

for (const list of ['sessions', 'sessions/ses_01JZZZZZZZZZZZZZZZZZZZZZZZ/messages']) {
  for (const query of ['after=garbage', 'after=%00', 'limit=0', 'limit=501', 'limit=x', 'nonsense=1']) {
    test(`the list ${list} refuses ${query}, because a page that seems to be the last would be believed`, async () => {
      await using app = await createEdgeApp();
      const answer = await app.inject({ url: `/api/v0/${list}?${query}`, headers: ours });
      assert.equal(answer.statusCode, 400, answer.body);
      assert.equal(problemOf(answer).code, 'BAD_REQUEST');
    });
  }
}
