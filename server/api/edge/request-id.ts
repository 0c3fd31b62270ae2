// The name of a request, by which its answer, its lines in the log and its rows in the audit find each other.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const REQUEST_ID = 'x-request-id';

const wellFormed = /^[A-Za-z0-9._-]{1,64}$/;

/** Whoever asks may name it; what could not be told apart in a log is named by us. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID];
  if (typeof given === 'string' && wellFormed.test(given)) return given;
  return `req_${randomUUID().replaceAll('-', '')}`;
}
