// What GitHub's answers say about its rate limits. Pure.

type Headers = Readonly<Record<string, string | number | undefined>>;

/** What is left of one identity's requests. */
export interface Quota {
  /** `token`, `app`, or `installation/{id}`. */
  readonly identity: string;
  /** `core` for all that we ask. */
  readonly resource: string;
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since the epoch. */
  readonly resetAt: number;
}

/** GitHub's advice for a secondary limit that names no time. */
const unnamedMs = 60_000;

/** For how many milliseconds GitHub wants to be left alone; undefined where the answer is about something else. */
export function limitOf(status: number, headers: Headers, message: string, now: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const retryAfter = Number(headers['retry-after']);
  if (retryAfter > 0) return retryAfter * 1000;
  if (String(headers['x-ratelimit-remaining']) === '0') {
    const resetAt = Number(headers['x-ratelimit-reset']) * 1000;
    // A second more, because GitHub counts in whole ones.
    return resetAt > now ? resetAt - now + 1000 : 1000;
  }
  return status === 429 || /\bsecondary rate\b/i.test(message) ? unnamedMs : undefined;
}

export function quotaOf(identity: string, headers: Headers): Quota | undefined {
  const limit = Number(headers['x-ratelimit-limit']);
  const remaining = Number(headers['x-ratelimit-remaining']);
  const reset = Number(headers['x-ratelimit-reset']);
  if (![limit, remaining, reset].every(Number.isFinite)) return undefined;
  return {
    identity,
    resource: String(headers['x-ratelimit-resource'] ?? 'core'),
    limit,
    remaining,
    resetAt: reset * 1000,
  };
}
