// Why a request is refused before anybody asks what it wants.

import { RaworcError } from '../../../state/model/errors.ts';

/** `what`: of whom there were too many requests. The answer has a `Retry-After` of so many seconds. */
export function rateLimited(what: string, seconds: number): RaworcError {
  return new RaworcError('RATE_LIMITED', `There were too many requests ${what}.`, {
    hint: `Try again in ${seconds} s; what waits, and event streams, cost one request each.`,
    disposition: 'retry',
    details: { retry_after_seconds: seconds },
  });
}

export function headersTooLarge(): RaworcError {
  return new RaworcError('HEADERS_TOO_LARGE', 'The headers of this request are too many or too large.', {
    hint: 'Send less of them; what is long belongs into a body.',
  });
}

export function requestTooSlow(what: 'headers' | 'body'): RaworcError {
  return new RaworcError('REQUEST_TOO_SLOW', `The ${what} of this request took too long to come.`, {
    hint: 'Send it in one go, over a connection that is fast enough.',
  });
}

export function bodyTooLarge(limitBytes: number): RaworcError {
  const mib = Math.floor(limitBytes / 1024 / 1024);
  return new RaworcError('BODY_TOO_LARGE', `The body is larger than ${mib} MiB.`, {
    hint: 'Send less at once; large files belong into a workspace or a repository.',
    details: { limit_bytes: limitBytes },
  });
}

export function bodyTooDeep(most: number): RaworcError {
  return new RaworcError('BODY_TOO_DEEP', `The JSON of the body is nested deeper than ${most} levels.`, {
    hint: 'Send flatter data; what is a document of its own can be sent as text.',
  });
}

export function changedMeanwhile(): RaworcError {
  return new RaworcError('PRECONDITION_FAILED', 'This was changed since it was looked at.', {
    hint: 'Get it again, look at what has changed, and send the change with its new ETag.',
  });
}
