// Every failure leaves the API in one shape: `{ "error": { "code", "message", "hint", "details" } }`.

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { RaworcError } from '../../state/model/errors.ts';
import { REQUEST_ID } from './edge/request-id.ts';
import { internalError } from './errors.ts';
import { statusOf } from './problem-status.ts';
import { requestProblem } from './request-problem.ts';

function isFastifyError(thrown: unknown): thrown is FastifyError {
  return thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number';
}

function asRaworcError(
  thrown: unknown,
  bodyLimit: number,
): { readonly error: RaworcError; readonly status: number } {
  if (thrown instanceof RaworcError) return { error: thrown, status: statusOf(thrown) };
  if (isFastifyError(thrown)) {
    const status = thrown.statusCode ?? 500;
    if (status < 500) return { error: requestProblem(thrown, bodyLimit), status };
  }
  return { error: internalError(), status: 500 };
}

/** What is given up because nobody waits for it any more is no failure. */
const hasLeft = (thrown: unknown, { raw }: FastifyReply): boolean =>
  raw.destroyed && thrown instanceof DOMException && thrown.name === 'AbortError';

export function handleError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { error, status } = asRaworcError(thrown, request.routeOptions.bodyLimit ?? 0);
  if (status >= 500 && !hasLeft(thrown, reply)) request.log.error({ err: thrown }, 'request failed');
  const { code, message, hint } = error;
  const details = { ...error.details, request_id: request.id };
  const seconds = error.details['retry_after_seconds'];
  if (typeof seconds === 'number') reply.header('retry-after', seconds);
  // The rest of a body that nobody reads would be taken for the next request.
  if (status === 408 || status === 413) reply.header('connection', 'close');
  return reply
    .status(status)
    .header(REQUEST_ID, request.id)
    .header('cache-control', 'no-store')
    .send({ error: { code, message, ...(hint === undefined ? {} : { hint }), details } });
}
