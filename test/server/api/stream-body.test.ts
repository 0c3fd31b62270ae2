// Uploads as they come: whatever their size, unless nothing comes any more.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import fastify from 'fastify';
import { bodyOf, takeAnyBody } from '../../../server/api/stream-body.ts';
import type { Api } from '../../../server/api/typed.ts';

async function open(bodyMs: number) {
  const app = fastify() as unknown as Api;
  takeAnyBody(app, { bodyMs });
  const failed = Promise.withResolvers<{ readonly code?: string }>();
  app.post('/', async ({ body }) => {
    let bytes = 0;
    try {
      for await (const piece of bodyOf({ body })) bytes += (piece as Buffer).length;
    } catch (thrown) {
      failed.resolve(thrown as { readonly code?: string });
      throw thrown;
    }
    return { bytes };
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return { app, port, failed: failed.promise };
}

test('an upload of which nothing comes any more is cut off, or it would hold what takes it for ever', async () => {
  const { app, port, failed } = await open(100);
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-tar\r\ncontent-length: 100\r\n\r\nbegun',
  );
  assert.equal((await failed).code, 'REQUEST_TOO_SLOW');
  if (!socket.closed) await once(socket, 'close');
  await app.close();
});

test('one that arrives is read to its end', async () => {
  const { app, port } = await open(500);
  const body = Buffer.alloc(8 * 1024 * 1024, 1);
  const headers = { 'content-type': 'application/x-tar' };
  const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body });
  assert.deepEqual(await answer.json(), { bytes: body.length });
  await app.close();
});
