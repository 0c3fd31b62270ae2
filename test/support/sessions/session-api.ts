// The API over sessions, listening: for what only a real connection shows.

import type { AddressInfo } from 'node:net';
import type { Sessions } from '../../../runtime/sessions/sessions.ts';
import { type ApiDeps, createApp } from '../../../server/api/app.ts';
import { openAccess, root } from '../server/open-access.ts';
import { parseEventStream, type ReceivedEvent } from '../../../cli/client/event-stream.ts';

export interface SessionApi {
  readonly port: number;
  request(method: string, path: string, options?: SessionRequestOptions): Promise<Response>;
  /** The events of a stream, and what its answer was. */
  stream(
    method: string,
    path: string,
    options?: SessionRequestOptions,
  ): Promise<{ readonly response: Response; readonly events: AsyncGenerator<ReceivedEvent> }>;
  close(): Promise<void>;
}

export interface SessionRequestOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export async function serveSessions(sessions: Sessions): Promise<SessionApi> {
  const app = await createApp({
    version: 'test',
    sessions,
    access: openAccess,
    verifyToken: (token: string) => Promise.resolve(token === 'ours' ? root : undefined),
  } as unknown as ApiDeps);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;

  const request: SessionApi['request'] = (method, path, { body, headers = {}, signal } = {}) =>
    fetch(`http://127.0.0.1:${port}/api/v0/${path}`, {
      method,
      headers: {
        authorization: 'Bearer ours',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });

  return {
    port,
    request,
    async stream(method, path, options = {}) {
      const headers = { accept: 'text/event-stream', ...options.headers };
      const response = await request(method, path, { ...options, headers });
      if (response.body === null) throw new Error('There is no body.');
      return { response, events: parseEventStream(response.body) };
    },
    close: () => app.close(),
  };
}
