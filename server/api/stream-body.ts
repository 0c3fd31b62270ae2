// Routes whose bodies are files of any kind: passed on as they come, never whole in memory.

import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { requestTooSlow } from './edge/errors.ts';
import type { EdgeLimits } from './edge/limits.ts';
import type { Api } from './typed.ts';

/** For all routes of this application: their bodies are streams, whatever type they are said to have. */
export function takeAnyBody(api: Api, { bodyMs }: Pick<EdgeLimits, 'bodyMs'>): void {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('*', (request, payload, done) => {
    // What one of our own processes passed on was bounded there, and is no request's own stream any more.
    if (payload === request.raw) cutOffWhenStalled(request.raw, bodyMs);
    done(null, payload);
  });
}

/** However large and slow it is, as long as it moves; who reads too slowly is no fault of the sender. */
function cutOffWhenStalled(body: IncomingMessage, idleMs: number): void {
  const { socket } = body;
  let received = socket.bytesRead;
  const look = setInterval(() => {
    const isStalled = socket.bytesRead === received && body.readableLength === 0 && !body.complete;
    received = socket.bytesRead;
    if (isStalled) body.destroy(requestTooSlow('body'));
  }, idleMs);
  body.once('close', () => clearInterval(look));
}

/** The body as it comes; empty where there is none. */
export function bodyOf({ body }: Pick<FastifyRequest, 'body'>): Readable {
  return body instanceof Readable ? body : Readable.from([]);
}
