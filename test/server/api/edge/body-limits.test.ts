// How much each route takes: little where little is said, and the description says how much.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RouteOptions } from 'fastify';
import { bodyBytes } from '../../../../server/api/edge/limits.ts';
import type { Api } from '../../../../server/api/typed.ts';
import { createEdgeApp, edgeToken } from '../../../support/server/edge-app.ts';

/** All others take an ordinary body. */
const others: Readonly<Record<string, number>> = {
  'POST /api/v0/sessions/:id/messages': bodyBytes.long,
  'POST /api/v0/sessions/:id/exec': bodyBytes.long,
  'POST /api/v0/spaces/:space/route': bodyBytes.long,
  'POST /api/v0/plan': bodyBytes.long,
  'PUT /api/v0/sessions/:id/files/*': bodyBytes.stream,
  'POST /api/v0/sessions/import': bodyBytes.stream,
};

describe('bodies', () => {
  let app: Api;
  const limits = new Map<string, number>();
  before(async () => {
    const onRoute = ({ method, url, bodyLimit = bodyBytes.ordinary }: RouteOptions): void => {
      for (const verb of [method].flat())
        if (['POST', 'PUT', 'PATCH', 'DELETE'].includes(verb)) limits.set(`${verb} ${url}`, bodyLimit);
    };
    app = await createEdgeApp({ deps: { onRoute } });
    await app.ready();
  });
  after(() => app.close());

  const ask = (route: string, size: number) => {
    const [method = '', url = ''] = route.split(' ');
    return app.inject({
      method: method as 'POST',
      url,
      headers: { authorization: `Bearer ${edgeToken}`, 'content-type': 'application/json' },
      payload: `{"${'x'.repeat(size - 6)}":1}`,
    });
  };

  it('are as large as each route needs them, and no route is forgotten', () => {
    assert.ok(limits.size > 40);
    for (const [route, limit] of limits) assert.equal(limit, others[route] ?? bodyBytes.ordinary, route);
    for (const route of Object.keys(others)) assert.ok(limits.has(route), route);
  });

  it('that are one byte larger are refused with the limit, those that are as large are read', async () => {
    for (const [route, limit] of limits) {
      if (limit !== bodyBytes.ordinary || !route.includes('/api/')) continue;
      const answer = await ask(route, limit + 1);
      const { error } = answer.json<{
        error: { code: string; message: string; hint: string; details: object };
      }>();
      assert.deepEqual([answer.statusCode, error.code], [413, 'BODY_TOO_LARGE'], route);
      assert.match(error.message, /larger than 1 MiB/);
      assert.match(error.hint, /Send less at once/);
      assert.partialDeepStrictEqual(error.details, { limit_bytes: limit });
      assert.equal(answer.headers['connection'], 'close', 'the rest is not taken for a request');
      assert.notEqual((await ask(route, limit)).statusCode, 413, route);
    }
  });

  it('of what people say are larger, and bounded too', async () => {
    const route = 'POST /api/v0/sessions/:id/messages';
    assert.notEqual((await ask(route, bodyBytes.long)).statusCode, 413);
    assert.match(
      (await ask(route, bodyBytes.long + 1)).json<{ error: { message: string } }>().error.message,
      /32 MiB/,
    );
  });

  it('have their limit in the description', async () => {
    const headers = { authorization: `Bearer ${edgeToken}` };
    const { paths } = (await app.inject({ url: '/api/v0/openapi.json', headers })).json<{
      paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>;
    }>();
    const said = (path: string, method: string) =>
      paths[`/api/v0${path}`]?.[method]?.responses['413']?.description;
    assert.equal(said('/sessions', 'post'), 'The body is larger than 1 MiB.');
    assert.equal(said('/sessions/{id}/messages', 'post'), 'The body is larger than 32 MiB.');
    assert.equal(said('/sessions/import', 'post'), 'What was sent is larger than there is room for.');
    assert.equal(said('/sessions', 'get'), undefined);
  });
});
