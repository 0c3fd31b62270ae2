// Somebody who is told: a server on this machine that keeps what it gets.

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Hearer extends AsyncDisposable {
  readonly url: string;
  heard(): readonly Heard[];
  /** Resolves with what it got once that is as wanted. */
  until(isThere: (heard: readonly Heard[]) => boolean): Promise<readonly Heard[]>;
  /** What the next requests are answered with, one each; then 204. */
  answer(...statuses: readonly number[]): void;
}

export async function openHearer(): Promise<Hearer> {
  const heard: Heard[] = [];
  const listeners = new Set<() => void>();
  let answers: readonly number[] = [];
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const [status = 204, ...more] = answers;
    answers = more;
    heard.push({ path: request.url ?? '', headers: request.headers, body });
    response.writeHead(status, { location: '/elsewhere' }).end();
    for (const tell of listeners) tell();
  }
  const server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard: () => heard,
    until(isThere) {
      return new Promise((resolve) => {
        const look = (): void => {
          if (!isThere(heard)) return;
          listeners.delete(look);
          resolve(heard);
        };
        listeners.add(look);
        look();
      });
    },
    answer(...statuses) {
      answers = statuses;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
