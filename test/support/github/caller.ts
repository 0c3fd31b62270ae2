// Who a request comes from, by what it carries.

import type { Caller } from './model.ts';

export interface Tokens {
  /** Token → login. */
  readonly users: ReadonlyMap<string, string>;
  readonly revoked: ReadonlySet<string>;
}

/** Undefined where it carries something that opens nothing. */
export function callerOf(authorization: string | undefined, { users, revoked }: Tokens): Caller | undefined {
  if (authorization === undefined) return { type: 'nobody' };
  const token = authorization.startsWith('Basic ')
    ? (Buffer.from(authorization.slice(6), 'base64').toString().split(':')[1] ?? '')
    : authorization.replace(/^(token|bearer) /i, '');
  if (revoked.has(token)) return undefined;
  const login = users.get(token);
  if (login !== undefined) return { type: 'user', login };
  const app = /^ghs_(\d+)_/.exec(token)?.[1];
  if (app !== undefined) return { type: 'installation', appId: Number(app), login: `app-${app}[bot]` };
  const claims = token.split('.')[1];
  if (claims === undefined) return undefined;
  const { iss } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iss: number | string };
  return { type: 'app', appId: Number(iss) };
}
