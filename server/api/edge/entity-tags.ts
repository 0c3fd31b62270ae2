// Tags of what is shown of one thing: whoever has seen it already is told so, and whoever changes it can say which state
// they mean.

import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Api } from '../typed.ts';
import { changedMeanwhile } from './errors.ts';

/** Of the answer's own text; equal answers have equal tags, from every process. */
export const tagOf = (text: string): string =>
  `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;

/** `If-Match` and `If-None-Match`: tags with commas between, or `*` for any. */
export function isNamed(header: string, tag: string): boolean {
  if (header.trim() === '*') return true;
  return header.split(',').some((named) => named.trim().replace(/^W\//, '') === tag);
}

/** Throws `PRECONDITION_FAILED` where the request means another state than what `shown` shows, as its own path shows it. */
export function requireMatch({ headers }: Pick<FastifyRequest, 'headers'>, shown: object): void {
  const named = headers['if-match'];
  if (named === undefined) return;
  // As every answer is written: see the application's serializer.
  if (!isNamed(named, tagOf(JSON.stringify(shown)))) throw changedMeanwhile();
}

/**
 * Before its tag those parts of what is shown are named by which a change may mean it; what else is shown of it may change
 * meanwhile. `requireMatch` asks for the whole tag, `partsMeant` for one of these.
 */
export function tagParts(reply: FastifyReply, parts: readonly string[]): void {
  reply.header('etag', parts.join('.'));
}

/** The parts at that place of each tag that the request means; undefined where it means any. */
export function partsMeant(header: string | undefined, place: number): readonly string[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  return header
    .split(',')
    .map((named) => /^(?:W\/)?"(.*)"$/.exec(named.trim())?.[1]?.split('.')[place] ?? '');
}

/** A path that ends in a name is that of one thing: `/sessions/:id`, and not `/sessions` or `/sessions/:id/events`. */
const isOfOneThing = (path: string | undefined): boolean => path !== undefined && /\/:[a-z_]+$/i.test(path);

export function tagAnswers(api: Api): void {
  api.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
    if (request.method !== 'GET' || reply.statusCode !== 200 || typeof payload !== 'string') return payload;
    if (!isOfOneThing(request.routeOptions.url)) return payload;
    const parts = reply.getHeader('etag');
    const own = tagOf(payload);
    const tag = typeof parts === 'string' ? `"${parts}.${own.slice(1)}` : own;
    reply.header('etag', tag);
    const seen = request.headers['if-none-match'];
    if (seen === undefined || !isNamed(seen, tag)) return payload;
    reply.status(304).removeHeader('content-type').removeHeader('content-length');
    return '';
  });
}
