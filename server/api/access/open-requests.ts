// Streams, waits and connections stay open for longer than what allowed them may last: each is judged again every few
// seconds, and ended where it would be refused now.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RaworcError } from '../../../state/model/errors.ts';

/** Undefined where the request would still be allowed; else what it would be refused with. */
export type JudgeAgain = (request: FastifyRequest) => Promise<RaworcError | undefined>;

export const RECHECK_MS = 5_000;

interface Open {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** It was open already when the others were judged last. */
  isLong: boolean;
}

export interface OpenRequests {
  /** Watches a request that was allowed, until it is over. */
  watch(request: FastifyRequest, reply: FastifyReply): void;
}

export function createOpenRequests(
  api: FastifyInstance,
  judgeAgain: JudgeAgain,
  everyMs: number = RECHECK_MS,
): OpenRequests {
  const open = new Set<Open>();
  let isJudging = false;

  async function judgeAll(): Promise<void> {
    if (isJudging) return;
    isJudging = true;
    try {
      for (const one of open) {
        if (one.isLong) await judgeOne(one);
        one.isLong = true;
      }
    } finally {
      isJudging = false;
    }
  }

  async function judgeOne({ request, reply }: Open): Promise<void> {
    try {
      const error = await judgeAgain(request);
      if (error !== undefined) end(request, reply, error);
    } catch (thrown) {
      // What can't be known now is asked again at the next time; what it works on is looked after by its handler.
      request.log.warn({ err: thrown }, 'an open request could not be judged again');
    }
  }

  const timer = setInterval(() => void judgeAll(), everyMs);
  timer.unref();
  api.addHook('onClose', async () => clearInterval(timer));

  return {
    watch(request, reply) {
      const one: Open = { request, reply, isLong: false };
      open.add(one);
      const isUpgraded = request.ws;
      (isUpgraded ? request.raw.socket : reply.raw).once('close', () => open.delete(one));
    },
  };
}

/** Whoever was being answered already is cut off, and told why when they come back. */
function end(request: FastifyRequest, reply: FastifyReply, error: RaworcError): void {
  request.log.info({ code: error.code }, 'an open request is no longer allowed');
  if (request.ws) request.raw.socket.destroy();
  else if (reply.raw.headersSent) reply.raw.destroy();
  else void reply.send(error);
}
