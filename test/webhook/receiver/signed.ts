// Deliveries as GitHub sends them.

import { createHmac, randomUUID } from 'node:crypto';

export const secret = 'a secret of our own';

export function signatureOf(body: string | Uint8Array, key = secret): string {
  return `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
}

export interface Delivered {
  readonly event: string;
  readonly body: string | Uint8Array;
  readonly id?: string;
  readonly hook?: string;
  readonly key?: string;
}

export function headersOf({ event, body, id = randomUUID(), hook = '7', key }: Delivered) {
  return {
    'content-type': 'application/json',
    'x-github-event': event,
    'x-github-delivery': id,
    'x-github-hook-id': hook,
    'x-hub-signature-256': signatureOf(body, key),
  };
}

export function pushTo(repo: string, fields: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    ref: 'refs/heads/main',
    before: '0'.repeat(40),
    after: '1'.repeat(40),
    deleted: false,
    commits: [],
    repository: { full_name: repo, default_branch: 'main' },
    ...fields,
  });
}
