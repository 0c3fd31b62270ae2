// Whether GitHub signed these bytes with one of our secrets.

import { createHmac, timingSafeEqual } from 'node:crypto';

const form = /^sha256=([0-9a-f]{64})$/;

/** The digest that `X-Hub-Signature-256` carries; undefined where it isn't one as GitHub writes it. */
export function parseSignature(header: unknown): Buffer | undefined {
  const hex = typeof header === 'string' ? form.exec(header)?.[1] : undefined;
  return hex === undefined ? undefined : Buffer.from(hex, 'hex');
}

/** HMAC-SHA256 over the raw bytes, compared in constant time with every secret that is in force. */
export function isSigned(bytes: Uint8Array, signature: Uint8Array, secrets: readonly string[]): boolean {
  const matches = secrets.map((secret) =>
    timingSafeEqual(createHmac('sha256', secret).update(bytes).digest(), signature),
  );
  return matches.includes(true);
}
