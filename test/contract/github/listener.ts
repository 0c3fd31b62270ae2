// What deliveries of GitHub arrive at, with our own check of their signatures.

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isSigned, parseSignature } from '../../../webhook/receiver/signature.ts';

export interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
  readonly isSigned: boolean;
}

export interface Listener extends AsyncDisposable {
  readonly url: string;
  readonly secret: string;
  readonly heard: readonly Heard[];
  /** What it answers from now on. */
  answer(status: number): void;
}

export async function listen(): Promise<Listener> {
  const secret = 'a secret that is long enough';
  const heard: Heard[] = [];
  let status = 202;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const signature = parseSignature(request.headers['x-hub-signature-256']);
      heard.push({
        headers: request.headers,
        body: JSON.parse(bytes.toString()) as Record<string, unknown>,
        isSigned: signature !== undefined && isSigned(bytes, signature, [secret]),
      });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook/github`,
    secret,
    heard,
    answer: (next) => (status = next),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => {
        server.close(closed);
      });
    },
  };
}
