// What holds for every request and every answer, whatever its path: its name, the headers that keep browsers from harm, and
// that nobody on the way keeps a copy.

import helmet from '@fastify/helmet';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { badRequest } from '../errors.ts';
import type { Api } from '../typed.ts';
import { headersTooLarge } from './errors.ts';
import type { EdgeLimits } from './limits.ts';
import { REQUEST_ID } from './request-id.ts';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/**
 * Answers are data: a browser may run nothing of them and show them in no frame. A route that serves pages gives a policy of
 * its own as its option `helmet`. No header allows another origin anything.
 */
export async function protect(api: Api, { headers }: Pick<EdgeLimits, 'headers'>): Promise<void> {
  api.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header(REQUEST_ID, request.id).header('cache-control', 'no-store');
    // Also where a proxy ends the encryption; over plain HTTP browsers must ignore it, and are not told.
    if (request.protocol === 'https') reply.header('strict-transport-security', `max-age=${YEAR_SECONDS}`);
    const { rawHeaders, httpVersion } = request.raw;
    if (rawHeaders.length / 2 > headers) throw headersTooLarge();
    if (request.headers.host === undefined && httpVersion === '1.1') {
      throw badRequest('The request lacks the header Host.');
    }
  });
  await api.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: false,
  });
}
