// Routes whose bodies are files of any kind: passed on as they come, never whole in memory.

import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { Api } from './typed.ts';

/** For all routes of this application: their bodies are streams, whatever type they are said to have. */
export function takeAnyBody(api: Api): void {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
}

/** The body as it comes; empty where there is none. */
export function bodyOf({ body }: Pick<FastifyRequest, 'body'>): Readable {
  return body instanceof Readable ? body : Readable.from([]);
}
