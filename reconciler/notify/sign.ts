// Signatures as Standard Webhooks has them, for which there are libraries in every language: over id, time and the bytes of
// the body, so that neither can be changed and nothing old can be sent again unseen.

import { createHmac } from 'node:crypto';

export interface Signed {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly seconds: number;
  readonly body: string;
}

/** `whsec_` and base64, as such secrets are often given; any other text is the key itself. */
function keyOf(secret: string): Buffer {
  const prefix = 'whsec_';
  return secret.startsWith(prefix)
    ? Buffer.from(secret.slice(prefix.length), 'base64')
    : Buffer.from(secret, 'utf8');
}

export function signatureOf({ id, seconds, body }: Signed, secret: string): string {
  const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.${body}`).digest('base64');
  return `v1,${mac}`;
}

export function signedHeaders(signed: Signed, secret: string | undefined): Readonly<Record<string, string>> {
  return {
    'webhook-id': signed.id,
    'webhook-timestamp': String(signed.seconds),
    ...(secret === undefined ? {} : { 'webhook-signature': signatureOf(signed, secret) }),
  };
}
