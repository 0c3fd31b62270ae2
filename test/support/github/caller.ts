// Who a request comes from, by what it carries.

import type { Caller, World } from './model.ts';

export interface Tokens extends Pick<World, 'issued'> {
  /** Token → login. */
  readonly users: ReadonlyMap<string, string>;
}

/** Undefined where it carries something that opens nothing. */
export function callerOf(authorization: string | undefined, { users, issued }: Tokens): Caller | undefined {
  if (authorization === undefined) return { type: 'nobody' };
  const token = authorization.startsWith('Basic ')
    ? (Buffer.from(authorization.slice(6), 'base64').toString().split(':')[1] ?? '')
    : authorization.replace(/^(token|bearer) /i, '');
  const login = users.get(token);
  if (login !== undefined) return { type: 'user', login };
  return issued.get(token) ?? appOf(token);
}

/** By the claims of its JWT. Whose key signed it is not looked at: each test has an App of its own. */
function appOf(token: string): Caller | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const { iss, exp } = claims as { iss?: number | string; exp?: number };
    const isOver = (exp ?? 0) * 1000 < Date.now();
    return isOver ? undefined : { type: 'app', appId: Number(iss) };
  } catch {
    return undefined;
  }
}
