// Which HTTP status each error code is answered with. Pure.

import type { RaworcError } from '../../state/model/errors.ts';

const statuses: Readonly<Record<string, number>> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  PROCESS_REFUSED: 401,
  FORBIDDEN: 403,
  TOKEN_TOO_WIDE: 403,
  SIGN_IN_LIMITED: 403,
  SIGN_IN_OVER: 403,
  ACCOUNT_EXISTS: 409,
  GITHUB_LOGIN_TAKEN: 409,
  ACCOUNT_PROTECTED: 409,
  REVISION_NOT_STORED: 404,
  SESSION_STATE: 409,
  WORKSPACE_GONE: 409,
  RESOURCE_EXISTS: 409,
  RESOURCE_BROKEN: 409,
  BRANCH_MOVED: 409,
  WORK_TREE_DIRTY: 409,
  NOT_A_BRANCH: 409,
  PUSH_FORBIDDEN: 403,
  TURN_IN_FLIGHT: 409,
  IDEMPOTENCY_KEY_TAKEN: 409,
  PATH_INVALID: 400,
  PATH_OUTSIDE: 400,
  ARCHIVE_TOO_LARGE: 413,
  SECRET_DECLARED: 409,
  PLAN_CHANGED: 409,
  NOTHING_TO_CONFIRM: 409,
  NOT_HELD: 409,
  UPGRADE_REQUIRED: 426,
  PORT_CLOSED: 502,
  MESSAGE_TOO_LARGE: 413,
  BODY_TOO_LARGE: 413,
  BODY_TOO_DEEP: 400,
  HEADERS_TOO_LARGE: 431,
  REQUEST_TOO_SLOW: 408,
  PRECONDITION_FAILED: 412,
  RATE_LIMITED: 429,
  SESSION_LIMIT: 429,
  BUDGET_REACHED: 409,
  STORE_UNREACHABLE: 503,
  STORE_FULL: 507,
  DISK_FULL: 507,
  WORKSPACE_FULL: 507,
};

/** `…_NOT_FOUND` is 404; what may work later is 503; everything else that a person must change is 422. */
export function statusOf(error: Pick<RaworcError, 'code' | 'disposition'>): number {
  const known = statuses[error.code];
  if (known !== undefined) return known;
  if (error.code.endsWith('_NOT_FOUND')) return 404;
  return error.disposition === 'stop' ? 422 : 503;
}
