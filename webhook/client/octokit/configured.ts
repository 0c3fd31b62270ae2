// octokit as we want it: its throttling and retry, within the patience of each call.

import { Octokit } from 'octokit';
import type { Clock } from '../../../state/model/clock.ts';
import { oddAnswer } from '../errors.ts';
import type { Quotas } from './quotas.ts';
import { unpaced } from './unpaced.ts';

export interface ClientLogger {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface OctokitSettings {
  /** Without a slash at its end: `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise server. */
  readonly apiUrl: string;
  readonly userAgent: string;
  readonly log: ClientLogger;
  readonly clock: Clock;
  /** As GitHub asks for: a second between writes, three between those that notify people. `none` is for tests. */
  readonly pacing?: 'github' | 'none';
}

/** Kept in each request's options: until when its caller waits, in milliseconds since the epoch. */
export interface RequestPatience {
  readonly signal: AbortSignal;
  readonly until: number;
}

/** Answers of which a repetition would be the same. */
const doNotRetry = [400, 401, 403, 404, 405, 409, 410, 422, 429, 451];
const retries = 2;

/** `identity` tells one rate limit from another. */
export function configureOctokit(
  settings: OctokitSettings,
  identity: string,
  quotas: Quotas,
): typeof Octokit {
  const { apiUrl, userAgent, log, clock, pacing = 'github' } = settings;
  const isWorthWaiting = (afterSeconds: number, { request }: { readonly request?: unknown }) =>
    afterSeconds * 1000 < ((request as Partial<RequestPatience> | undefined)?.until ?? 0) - clock.now();

  return Octokit.plugin((octokit) => {
    octokit.hook.before('request', (options) => {
      // GitHub may have done what it did not answer: whoever creates looks first whether it is there.
      const isCreating = options.method === 'POST' && !options.url.endsWith('/access_tokens');
      // A copy, because the plugins write into what may be shared with other requests.
      options.request = { ...options.request, ...(isCreating ? { retries: 0 } : {}) };
    });
    octokit.hook.after('request', ({ headers, data }, { method }) => {
      quotas.note(identity, headers);
      // A page of a proxy, over which octokit would stumble, or an answer that was cut off, which it takes for an empty list.
      if (typeof data === 'string' && (data !== '' || method === 'GET')) throw oddAnswer('JSON');
    });
    octokit.hook.error('request', (error) => {
      if ('response' in error && error.response !== undefined) {
        quotas.noteRefusal(identity, error.status, error.response.headers, error.message);
      }
      throw error;
    });
    return {};
  }).defaults({
    baseUrl: apiUrl,
    userAgent,
    // Only sentences: what octokit would add are requests with their headers.
    log: {
      debug: (message: string) => log.debug({}, message),
      info: (message: string) => log.debug({}, message),
      warn: (message: string) => log.warn({}, message),
      error: (message: string) => log.warn({}, message),
    },
    retry: { doNotRetry, retries },
    throttle: {
      id: `${apiUrl} ${identity}`,
      onRateLimit: isWorthWaiting,
      onSecondaryRateLimit: isWorthWaiting,
      ...(pacing === 'none' ? { write: unpaced, notifications: unpaced } : {}),
    },
  });
}
