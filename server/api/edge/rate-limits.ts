// How often may be asked: each token for itself, and each address for what shows no valid token, so that nobody guesses one.

import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import { hashOfToken } from '../../../state/access/token-text.ts';
import type { Api } from '../typed.ts';
import { rateLimited } from './errors.ts';
import type { EdgeLimits } from './limits.ts';

export interface RateLimits {
  /** Before a token is looked up. Throws `RATE_LIMITED` where this address has shown too many that are none. */
  mayGuess(request: FastifyRequest): Promise<void>;
  /** It was none. */
  countGuess(request: FastifyRequest): Promise<void>;
  /** It is one: from now on it is not held up by what others guess. Throws `RATE_LIMITED`. */
  countRequest(request: FastifyRequest): Promise<void>;
  /** Throws `RATE_LIMITED`. */
  countDelivery(request: FastifyRequest): Promise<void>;
}

/** Short, so that whoever asked too much waits for seconds. */
const WINDOW_MS = 10_000;
const MINUTE_MS = 60_000;
/** More than are in use at once; the rest is only looked at more closely. */
const MOST_KEPT = 10_000;

export async function createRateLimits(api: Api, limits: EdgeLimits): Promise<RateLimits> {
  await api.register(rateLimit, { global: false, cache: MOST_KEPT });
  const known = new Set<string>();
  const keyOf = ({ headers }: FastifyRequest): string => hashOfToken(headers.authorization ?? '');

  function limiter(
    what: string,
    perMinute: number,
    windowMs: number,
    keyGenerator?: (request: FastifyRequest) => string,
  ) {
    if (perMinute === 0) return () => Promise.resolve();
    const max = Math.max(1, Math.round((perMinute * windowMs) / MINUTE_MS));
    const key = keyGenerator === undefined ? {} : { keyGenerator };
    const count = api.createRateLimit({ max, timeWindow: windowMs, ...key });
    return async (request: FastifyRequest, { increment = true } = {}): Promise<void> => {
      const state = await count(request, { increment });
      if (state.isAllowed || (increment ? !state.isExceeded : state.remaining > 0)) return;
      throw rateLimited(what, Math.max(1, state.ttlInSeconds));
    };
  }

  const guesses = limiter('without a valid token from this address', limits.guessesPerMinute, MINUTE_MS);
  const requests = limiter('with this token', limits.requestsPerMinute, WINDOW_MS, keyOf);
  const deliveries = limiter('from this address', limits.deliveriesPerMinute, WINDOW_MS);

  return {
    async mayGuess(request) {
      if (!known.has(keyOf(request))) await guesses(request, { increment: false });
    },
    async countGuess(request) {
      known.delete(keyOf(request));
      await guesses(request);
    },
    async countRequest(request) {
      known.add(keyOf(request));
      const oldest = known.values().next();
      if (known.size > MOST_KEPT && !oldest.done) known.delete(oldest.value);
      await requests(request);
    },
    countDelivery: (request) => deliveries(request),
  };
}
