// Who is asking: a bearer token on everything but the few open paths.

import type { FastifyRequest } from 'fastify';
import type { Subject } from '../../state/access/decide.ts';
import type { UnknownCallers } from './access/unknown-callers.ts';
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

/** The one token that a request shows; undefined where it shows none, or more than one. */
export function tokenOf({ headers, raw }: Pick<FastifyRequest, 'headers' | 'raw'>): string | undefined {
  // Of two headers Node keeps the first, and something in front of us may have looked at the second.
  const shown = raw.rawHeaders.filter((name, index) => index % 2 === 0 && /^authorization$/i.test(name));
  if (shown.length > 1) return undefined;
  return /^bearer ([^\s]+)$/i.exec(headers.authorization ?? '')?.[1];
}

export function createAuthenticate(
  verify: VerifyToken,
  rates: RateLimits,
  unknown: Pick<UnknownCallers, 'note'>,
) {
  return async (request: FastifyRequest): Promise<void> => {
    await rates.mayGuess(request);
    const token = tokenOf(request);
    const subject = token === undefined ? undefined : await verify(token);
    if (subject === undefined) {
      await unknown.note({ address: request.ip, requestId: request.id });
      await rates.countGuess(request);
      throw unauthorized();
    }
    await rates.countRequest(request);
    request.subject = subject;
    request.account = subject.account;
  };
}
