// The API with nothing behind it, listening where real connections matter: for tests of its edge.

import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type ApiDeps, createApp } from '../../../server/api/app.ts';
import type { Edge } from '../../../server/api/edge/limits.ts';
import type { Api } from '../../../server/api/typed.ts';
import { openAccess, root } from './open-access.ts';

export const edgeToken = 'ours';

export interface EdgeAppOptions extends Edge {
  readonly deps?: Partial<ApiDeps>;
  readonly webhook?: (app: FastifyInstance) => void;
}

export function createEdgeApp({ deps = {}, webhook, ...edge }: EdgeAppOptions = {}): Promise<Api> {
  return createApp({
    access: openAccess,
    sessions: {},
    version: 'test',
    readiness: () => Promise.resolve({ ready: true, parts: {} }),
    verifyToken: (token: string) => Promise.resolve(token === edgeToken ? root : undefined),
    edge,
    ...(webhook === undefined ? {} : { webhook }),
    ...deps,
  } as unknown as ApiDeps);
}

export async function listenAtEdge(app: Api): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' });
  return (app.server.address() as AddressInfo).port;
}

/** Everything that comes back until the server hangs up; also where it resets the connection. */
export function talkRaw(port: number, ...pieces: readonly string[]): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let heard = '';
  const socket = connect(port, '127.0.0.1', () => {
    for (const piece of pieces) socket.write(piece);
  });
  socket.on('data', (bytes) => {
    heard += bytes.toString();
  });
  socket.on('error', () => undefined);
  socket.on('close', () => resolve(heard));
  return promise;
}
