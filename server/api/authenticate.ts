// Who is asking: a bearer token on everything but the few open paths.

import type { FastifyRequest } from 'fastify';
import type { Subject } from '../../state/access/decide.ts';
import type { RateLimits } from './edge/rate-limits.ts';
import { unauthorized } from './errors.ts';

/** Whom a token stands for, or undefined where the token is unknown or over. */
export type VerifyToken = (token: string) => Promise<Subject | undefined>;

declare module 'fastify' {
  interface FastifyRequest {
    /** The account that sent the request; empty on the open paths. */
    account: string;
  }
}

export function createAuthenticate(verify: VerifyToken, rates: RateLimits) {
  return async (request: FastifyRequest): Promise<void> => {
    await rates.mayGuess(request);
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    const subject = scheme?.toLowerCase() === 'bearer' && token ? await verify(token) : undefined;
    if (subject === undefined) {
      await rates.countGuess(request);
      throw unauthorized();
    }
    await rates.countRequest(request);
    request.subject = subject;
    request.account = subject.account;
  };
}
