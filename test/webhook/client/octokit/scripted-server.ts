// A server that answers as a test says, request by request: for what a well-behaved GitHub never does.

import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../../../cli/serve/clock.ts';
import type { CallSettings } from '../../../../webhook/client/octokit/call.ts';
import { createGitHub, type OctokitGitHub } from '../../../../webhook/client/octokit/create-github.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (asked: Asked, response: ServerResponse) => void;

export interface ScriptedServer extends AsyncDisposable {
  readonly apiUrl: string;
  readonly asked: readonly Asked[];
  readonly logged: readonly string[];
  connect(settings?: Partial<CallSettings>): OctokitGitHub;
}

/** Answers in order; the last one answers all that comes after. */
export async function script(...answers: readonly Answer[]): Promise<ScriptedServer> {
  const asked: Asked[] = [];
  const logged: string[] = [];
  const log = (fields: object, message: string) => void logged.push(`${JSON.stringify(fields)} ${message}`);
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
      asked.push(one);
      (answers[asked.length - 1] ?? answers.at(-1))?.(one, response);
    });
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl,
    asked,
    logged,
    connect: (settings = {}) =>
      createGitHub({
        identity: { type: 'token', token: 'ghp_topsecret' },
        apiUrl,
        userAgent: 'raworc/test',
        log: { debug: log, warn: log },
        clock: systemClock,
        pacing: 'none',
        ...settings,
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => {
        server.close(closed);
      });
    },
  };
}

export const answer =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_asked, response) => {
    const type = typeof body === 'string' ? 'text/html' : 'application/json';
    response.writeHead(status, { 'content-type': type, ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

/** The line is cut before anything is answered. */
export const cut: Answer = (_asked, response) => void response.destroy();
export const silence: Answer = () => {};
