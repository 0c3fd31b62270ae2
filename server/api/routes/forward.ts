// Ports in a session: a WebSocket is one connection to one of them.

import { onSession } from '../access/needs.ts';
import type { Duplex } from 'node:stream';
import { once } from 'node:events';
import type { Hands } from '../../../runtime/sessions/hands/hands.ts';
import { relayGone } from '../../../runtime/sessions/errors.ts';
import { upgradeRequired } from '../errors.ts';
import type { Conversation } from '../frames.ts';
import { whileConnected } from '../server-sent-events.ts';
import { sessionId, sessionPath } from '../shapes/parameters.ts';
import { answer } from '../shapes/media.ts';
import type { Api } from '../typed.ts';
import { converse } from '../web-socket.ts';

const forwardQuery = {
  type: 'object',
  required: ['port'],
  additionalProperties: false,
  properties: {
    port: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      items: { type: 'integer', minimum: 1, maximum: 65_535 },
      description: 'The port in the session; with `hold` there may be several.',
    },
    hold: { type: 'boolean', default: false, description: 'Connect to nothing; keep the way open.' },
    wake: {
      type: 'boolean',
      default: false,
      description: 'Resume the session if it is paused or suspended.',
    },
  },
} as const;

const protocol = `A WebSocket that is one connection to 127.0.0.1:PORT in the session, also where the space has no network. The
server first sends \`{"type":"open"}\`, or \`{"type":"error","error":{…}}\` (\`PORT_CLOSED\` where nothing listens). Then binary frames
are bytes in both directions, and \`{"type":"end"}\` says that no more come from that side. With \`hold=true\` nothing is connected:
the connection keeps the way into the session open, which makes others begin at once, and ends with an error when the
session can't be reached any more.`;

export function forwardRoutes(api: Api, { hands }: { readonly hands: Hands }): void {
  api.route({
    method: 'GET',
    url: '/sessions/:id/forward',
    config: onSession('exec'),
    schema: {
      operationId: 'openPort',
      response: { 101: answer('A WebSocket.', {}) },
      tags: ['hands'],
      summary: 'Connect to a port in the session',
      description: protocol,
      params: sessionPath,
      querystring: forwardQuery,
    },
    preHandler: async ({ params, query, account, ws }, reply) => {
      if (!ws) throw upgradeRequired();
      const asking = { by: account, wake: query.wake ?? false, signal: whileConnected(reply) };
      await hands.awake(sessionId(params.id), asking, 'a connection');
    },
    handler: () => {
      throw upgradeRequired();
    },
    wsHandler: (socket, request) => {
      const { id } = request.params as { readonly id: string };
      const { port, hold } = request.query as { readonly port: readonly number[]; readonly hold: boolean };
      void converse(socket, request.log, async (conversation) => {
        const { gone } = conversation;
        const ports = await hands.reach(sessionId(id), port, {
          by: request.account,
          wake: false,
          signal: gone,
        });
        if (!hold) {
          await carry(await ports.connect(port[0] ?? 0), conversation);
          return;
        }
        await conversation.say({ type: 'open' });
        await Promise.race([ports.closed, once(gone, 'abort')]);
        throw relayGone();
      });
    },
  });
}

/** Until both sides have said all. */
async function carry(connection: Duplex, conversation: Conversation): Promise<void> {
  const { frames, gone } = conversation;
  const broken = Promise.withResolvers<never>();
  connection.once('error', broken.reject);
  gone.addEventListener('abort', () => connection.destroy(), { once: true });

  async function outwards(): Promise<void> {
    for await (const bytes of connection.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)
      await conversation.send(bytes);
    await conversation.say({ type: 'end' });
  }
  async function inwards(): Promise<void> {
    for (;;) {
      const { value, done } = await frames.next();
      if (done) return;
      if (!Buffer.isBuffer(value)) {
        if ((value as { type?: unknown }).type !== 'end') continue;
        connection.end();
        return;
      }
      if (!connection.write(value)) await once(connection, 'drain', { signal: gone });
    }
  }
  try {
    await conversation.say({ type: 'open' });
    await Promise.race([Promise.all([outwards(), inwards()]), broken.promise]);
  } finally {
    connection.destroy();
  }
}
