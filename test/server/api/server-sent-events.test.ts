// Event streams over real connections: a reader that reads, one that goes, and one that never reads.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, test } from 'node:test';
import fastify, { type FastifyInstance } from 'fastify';
import {
  sendEvents,
  type Sent,
  type ServerSentEvent,
  whileConnected,
} from '../../../server/api/server-sent-events.ts';

let app: FastifyInstance;
let given = 0;
let sent: Promise<Sent>;
let most: number;

/** As many events of 64 KiB. */
async function* events(): AsyncGenerator<ServerSentEvent> {
  for (given = 0; given < most; given += 1) {
    yield { id: String(given), event: 'piece', data: 'x'.repeat(64 * 1024) };
  }
}

beforeEach(async () => {
  app = fastify({ forceCloseConnections: true });
  const told = Promise.withResolvers<Sent>();
  sent = told.promise;
  app.get('/', async (_, reply) => {
    const outcome = await sendEvents(reply, events(), whileConnected(reply), {
      heartbeatMs: 20,
      headers: { 'x-name': 'value' },
    });
    told.resolve(outcome);
    return reply;
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => app.close());

async function open(): Promise<Socket> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  return socket;
}

test('who reads gets all of it, with the headers', async () => {
  most = 50;
  const answer = await text(await open());
  assert.match(answer, /x-name: value/);
  assert.equal(answer.match(/event: piece/g)?.length, 50);
  assert.equal(await sent, 'ended');
});

test('who goes ends the stream', async () => {
  most = Infinity;
  const socket = await open();
  await once(socket, 'data');
  socket.destroy();
  assert.equal(await sent, 'left');
});

test('who never reads is given up, was given little, and finds the reason if it reads at last', async () => {
  most = Infinity;
  const socket = await open();
  socket.pause();
  assert.equal(await sent, 'left');
  const before = given;
  assert.ok(before < 500, `${before} pieces were given`);
  const answer = await text(socket);
  assert.match(answer, /READER_TOO_SLOW/);
  assert.equal(given, before);
});
