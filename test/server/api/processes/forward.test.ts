// A request that is passed on to an operator is that operator's alone, whatever becomes of who asked.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fastify, { type FastifyInstance } from 'fastify';
import { forwardToOperators } from '../../../../server/api/processes/forward.ts';

const seals = { seal: () => 'sealed' };
const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

describe('passing on', () => {
  let operator: Server;
  let api: FastifyInstance;
  let ranHere: string[];
  let isThere: boolean;

  beforeEach(async () => {
    ranHere = [];
    isThere = true;
    operator = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: one\n\n');
    }).listen(0, '127.0.0.1');
    await once(operator, 'listening');
    api = fastify();
    api.decorateRequest('subject');
    forwardToOperators(api, {
      seals,
      operators: async () => (isThere ? [{ id: 'op', address: addressOf(operator), keyId: 'k' }] : []),
      holderOf: async () => undefined,
    });
    api.post('/api/v0/sessions/:id/messages', async ({ url }) => {
      ranHere.push(url);
      return { here: true };
    });
    await api.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(async () => {
    operator.closeAllConnections();
    operator.close();
    await api.close();
  });

  const post = () => ask(`${addressOf(api.server)}/api/v0/sessions/s/messages`, { method: 'POST' }).end();

  it('is not done a second time here where who asked goes away in the middle of the answer', async () => {
    const asked = once(operator, 'request');
    const asking = post();
    const [response] = await once(asking, 'response');
    await once(response, 'data');
    const [, toOperator] = await asked;
    const noticed = once(toOperator, 'close');
    const answered = once(api.server, 'connection');
    asking.destroy();
    await noticed;
    // Whatever follows from the first has had its turn once a second one is answered.
    isThere = false;
    const [second] = await once(post(), 'response');
    await answered;
    second.resume();
    await once(second, 'end');
    assert.equal(ranHere.length, 1, 'the second one alone');
  });
});
