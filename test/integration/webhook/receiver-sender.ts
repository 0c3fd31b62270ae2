// Sends deliveries of numbered pull requests as GitHub does, and measures how long each acknowledgement takes.

import { Agent, request } from 'node:http';
import { headersOf } from '../../webhook/receiver/signed.ts';

export interface Sender {
  /** The delivery of that number: the same one each time. */
  send(number: number): Promise<{
    /** 0 where no answer came. */
    readonly status: number;
    readonly ms: number;
  }>;
  close(): void;
}

/** GitHub's own have that size. */
const filler = 'x'.repeat(20_000);

function bodyOf(number: number): string {
  return JSON.stringify({
    action: 'synchronize',
    number,
    pull_request: { number, title: `Change ${number}`, body: filler },
    repository: { full_name: 'team/config' },
  });
}

export function createSender(port: number): Sender {
  const agent = new Agent({ keepAlive: true });
  return {
    send(number) {
      const body = bodyOf(number);
      const headers = headersOf({ event: 'pull_request', body, id: `delivery-${number}` });
      const began = performance.now();
      return new Promise((resolve) => {
        const settle = (status: number) => resolve({ status, ms: performance.now() - began });
        const sent = request(
          {
            agent,
            host: '127.0.0.1',
            port,
            method: 'POST',
            path: '/webhook/github',
            headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          },
          (response) => {
            response.resume();
            response.once('end', () => settle(response.statusCode ?? 0));
            response.once('error', () => settle(0));
          },
        );
        sent.once('error', () => settle(0));
        sent.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}
