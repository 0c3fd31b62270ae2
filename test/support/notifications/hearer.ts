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
  /** From now on nobody is there; who asks is refused. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
}

/** Somebody who takes every request and never answers one. */
export interface Silent extends AsyncDisposable {
  readonly url: string;
  /** How many wait for an answer now, and the most that ever did at once. */
  waiting(): { readonly now: number; readonly most: number };
  /** Resolves once so many have come. */
  asked(count: number): Promise<void>;
}

export async function openSilent(): Promise<Silent> {
  let [now, most, all] = [0, 0, 0];
  const listeners = new Set<() => void>();
  const server = createServer(({ socket }) => {
    now += 1;
    all += 1;
    most = Math.max(most, now);
    socket.once('close', () => (now -= 1));
    for (const tell of listeners) tell();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    waiting: () => ({ now, most }),
    asked(count) {
      return new Promise((resolve) => {
        const look = (): void => {
          if (all >= count) resolve();
        };
        listeners.add(look);
        look();
      });
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
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
  async function listen(port: number): Promise<void> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  }
  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
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
    goAway: close,
    comeBack: () => listen(port),
    [Symbol.asyncDispose]: close,
  };
}
