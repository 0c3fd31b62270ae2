// JSON bodies: whole in memory up to the limit of their route, in time, as UTF-8, and not nested without end.

import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { badRequest } from '../errors.ts';
import type { Api } from '../typed.ts';
import { bodyTooDeep, bodyTooLarge, requestTooSlow } from './errors.ts';
import { isDeeperThan } from './json-depth.ts';
import type { EdgeLimits } from './limits.ts';

/** And nothing else: text is what a page of somebody else's can send without asking first. */
export function takeJson(api: Api, { bodyMs, depth }: Pick<EdgeLimits, 'bodyMs' | 'depth'>): void {
  const parse = api.getDefaultJsonParser('error', 'error');
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('application/json', async (request: FastifyRequest, payload: Readable) => {
    const limit = request.routeOptions.bodyLimit ?? 0;
    if (Number(request.headers['content-length'] ?? 0) > limit) throw bodyTooLarge(limit);
    const text = textOf(await readAll(payload, limit, bodyMs));
    // `POST …/pause` has no body; a client that sends the JSON content type all the same is not refused.
    if (text === '') return undefined;
    if (isDeeperThan(text, depth)) throw bodyTooDeep(depth);
    return new Promise<unknown>((resolve, reject) => {
      void parse(request, text, (error, value) => {
        if (error === null) resolve(value);
        else reject(error);
      });
    });
  });
}

/** Leaves the stream as it is where it throws: it is the connection on which the refusal is answered. */
function readAll(stream: Readable, limit: number, ms: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > limit) reject(bodyTooLarge(limit));
    else chunks.push(chunk);
  };
  const end = (): void => resolve(Buffer.concat(chunks));
  const breakOff = (): void => reject(badRequest('The body broke off.'));
  const timer = setTimeout(() => reject(requestTooSlow('body')), ms);
  stream.on('data', take).on('end', end).on('error', breakOff).on('close', breakOff);
  return promise.finally(() => {
    clearTimeout(timer);
    stream.off('data', take).off('end', end).off('close', breakOff);
  });
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badRequest('The body is not UTF-8.');
  }
}
