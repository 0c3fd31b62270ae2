// What never became a request: refused in the form of all errors, by hand, since there is nothing to reply to yet.

import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { RaworcError } from '../../../state/model/errors.ts';
import { badRequest } from '../errors.ts';
import { headersTooLarge, requestTooSlow } from './errors.ts';

/** What is still sent to whoever goes on talking; then the connection is cut. */
const LAST_WORDS_MS = 1_000;

export function answerClientError(thrown: Error & { readonly code?: string }, socket: Socket): void {
  // Who is gone hears nothing, and who was answered is told once.
  if (thrown.code === 'ECONNRESET' || !socket.writable) {
    if (!socket.writableEnded) socket.destroy();
    return;
  }
  socket.end(answerTo(thrown.code));
  setTimeout(() => socket.destroy(), LAST_WORDS_MS).unref();
}

function answerTo(reason: string | undefined): string {
  const { error, status } = problemOf(reason);
  const { code, message, hint, details } = error;
  const body = JSON.stringify({ error: { code, message, hint, details } });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
    '',
    body,
  ].join('\r\n');
}

function problemOf(reason: string | undefined): { readonly error: RaworcError; readonly status: number } {
  switch (reason) {
    case 'HPE_HEADER_OVERFLOW':
      return { error: headersTooLarge(), status: 431 };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { error: requestTooSlow('headers'), status: 408 };
    default:
      return { error: badRequest('This is no request of HTTP/1.1 that has one meaning only.'), status: 400 };
  }
}
