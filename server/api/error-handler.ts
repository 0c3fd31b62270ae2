// Every failure leaves the API in one shape: `{ "error": { "code", "message", "hint", "details" } }`.

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { RaworcError } from '../../state/model/errors.ts';
import { badRequest } from './errors.ts';
import { statusOf } from './problem-status.ts';

function isFastifyError(thrown: unknown): thrown is FastifyError {
  return thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number';
}

function asRaworcError(thrown: unknown): { readonly error: RaworcError; readonly status: number } {
  if (thrown instanceof RaworcError) return { error: thrown, status: statusOf(thrown) };
  if (isFastifyError(thrown)) {
    if (thrown.validation !== undefined) {
      return { error: badRequest(`${thrown.message}.`, { problems: thrown.validation }), status: 400 };
    }
    const status = thrown.statusCode ?? 500;
    if (status < 500) return { error: new RaworcError(thrown.code, thrown.message), status };
  }
  const error = new RaworcError('INTERNAL', 'Something went wrong in the server; its log has the details.');
  return { error, status: 500 };
}

export function handleError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { error, status } = asRaworcError(thrown);
  if (status >= 500) request.log.error({ err: thrown }, 'request failed');
  const { code, message, hint, details } = error;
  return reply
    .status(status)
    .send({ error: { code, message, ...(hint === undefined ? {} : { hint }), details } });
}
