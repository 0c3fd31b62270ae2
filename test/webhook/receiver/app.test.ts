// The receiver beside the API, in one application.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ApiDeps, createApp } from '../../../server/api/app.ts';
import { openAccess, root } from '../../support/server/open-access.ts';
import { createReceiverWorld } from './receiver-world.ts';
import { headersOf, pushTo } from './signed.ts';

describe('an application with a receiver', () => {
  it('takes deliveries without a token and parses bodies of the API as ever, because the two are strangers', async () => {
    const world = await createReceiverWorld();
    const app = await createApp({
      webhook: world.receiver.route,
      version: 'test',
      access: openAccess,
      verifyToken: (token: string) => Promise.resolve(token === 'ours' ? root : undefined),
    } as unknown as ApiDeps);
    try {
      const body = pushTo('team/config');
      const post = (url: string, headers: Record<string, string>, payload: string) =>
        app.inject({ method: 'POST', url, headers, payload });
      const delivered = await post('/webhook/github', headersOf({ event: 'push', body }), body);
      assert.equal(delivered.statusCode, 202);

      const url = '/api/v0/sessions';
      const type = { 'content-type': 'application/json' };
      assert.equal((await post(url, type, '{}')).statusCode, 401);
      const broken = await post(url, { ...type, authorization: 'Bearer ours' }, '{"space":');
      assert.deepEqual(
        [broken.statusCode, broken.json<{ error: { code: string } }>().error.code],
        [400, 'BAD_REQUEST'],
      );
      const { paths } = (
        await app.inject({ url: '/api/v0/openapi.json', headers: { authorization: 'Bearer ours' } })
      ).json<{ paths: object }>();
      assert.ok(!('/webhook/github' in paths));
    } finally {
      await app.close();
      await world.end();
    }
  });

  it('has no such path without one, because a receiver that is off believes nobody', async () => {
    const app = await createApp({ version: 'test', access: openAccess } as unknown as ApiDeps);
    const body = pushTo('team/config');
    const reply = await app.inject({
      method: 'POST',
      url: '/webhook/github',
      headers: headersOf({ event: 'push', body }),
      payload: body,
    });
    assert.equal(reply.statusCode, 404);
    await app.close();
  });
});
