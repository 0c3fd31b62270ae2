// What is asked of a delivery's head before a byte of its body is read.

import type { IncomingHttpHeaders } from 'node:http';
import { type Refusal, tooLarge, unsigned, wrongHeader, wrongType } from './errors.ts';
import { parseSignature } from './signature.ts';

export interface Head {
  readonly signature: Buffer;
}

/** What the headers say of a delivery, to be believed no earlier than its body's signature. */
export interface Label {
  readonly event: string;
  readonly hook: string;
  readonly delivery: string;
}

export function readHead(headers: IncomingHttpHeaders, limit: number): Head | Refusal {
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) return wrongType();
  if (Number(headers['content-length'] ?? 0) > limit) return tooLarge(limit);
  const signature = parseSignature(headers['x-hub-signature-256']);
  return signature === undefined ? unsigned() : { signature };
}

export function readLabel(headers: IncomingHttpHeaders): Label | Refusal {
  const event = headers['x-github-event'];
  const delivery = headers['x-github-delivery'];
  // GitHub Enterprise servers of some age don't send it.
  const hook = headers['x-github-hook-id'] ?? '0';
  if (typeof event !== 'string' || !/^[a-z][a-z0-9_]{0,63}$/.test(event))
    return wrongHeader('X-GitHub-Event');
  if (typeof delivery !== 'string' || !/^[\w-]{1,64}$/.test(delivery))
    return wrongHeader('X-GitHub-Delivery');
  if (typeof hook !== 'string' || !/^\d{1,20}$/.test(hook)) return wrongHeader('X-GitHub-Hook-ID');
  return { event, hook, delivery };
}
