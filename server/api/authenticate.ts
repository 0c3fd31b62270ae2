// Who is asking: a bearer token on everything but the few open paths.

import type { FastifyRequest } from 'fastify';
import { unauthorized } from './errors.ts';

/** The account of a token, or undefined where the token is unknown or over. */
export type VerifyToken = (token: string) => Promise<string | undefined>;

declare module 'fastify' {
  interface FastifyRequest {
    /** The account that sent the request; empty on the open paths. */
    account: string;
  }
}

export function createAuthenticate(verify: VerifyToken) {
  return async (request: FastifyRequest): Promise<void> => {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    const account = scheme?.toLowerCase() === 'bearer' && token ? await verify(token) : undefined;
    if (account === undefined) throw unauthorized();
    request.account = account;
  };
}
