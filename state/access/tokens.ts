// Who a token belongs to. The text of a token is shown once, when it is made; only its hash is stored.

import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../model/clock.ts';
import type { RandomBytes } from '../model/ids.ts';
import type { Store } from '../store/store.ts';
import { hashOfToken, isTokenText, newTokenText } from './token-text.ts';

export interface Tokens {
  /** The account of a token, or undefined where it is unknown, malformed or expired. */
  verify(token: string): Promise<string | undefined>;
  /** Makes a token for an account. `expiresAt` is in milliseconds since the epoch; left out, it never does. */
  issue(request: {
    readonly id: string;
    readonly account: string;
    readonly expiresAt?: number;
  }): Promise<string>;
  /** Makes a text that is known already count: the one in the administrator's file. */
  accept(request: { readonly id: string; readonly account: string; readonly token: string }): Promise<void>;
  /** False where there was none. */
  revoke(id: string): Promise<boolean>;
}

export function createTokens(deps: {
  readonly store: Pick<Store, 'tokens'>;
  readonly clock: Clock;
  readonly random: RandomBytes;
}): Tokens {
  const { store, clock, random } = deps;

  const put = (id: string, account: string, token: string, expiresAt: number | null) =>
    store.tokens.put({ id, account, hash: hashOfToken(token), createdAt: clock.now(), expiresAt });

  return {
    async verify(token) {
      if (!isTokenText(token)) return undefined;
      const hash = hashOfToken(token);
      const row = await store.tokens.byHash(hash);
      // Databases compare in their own ways; this one tells nothing by the time it takes.
      if (row === undefined || !timingSafeEqual(Buffer.from(row.hash), Buffer.from(hash))) return undefined;
      return row.expiresAt === null || row.expiresAt > clock.now() ? row.account : undefined;
    },
    async issue({ id, account, expiresAt }) {
      const token = newTokenText(random);
      await put(id, account, token, expiresAt ?? null);
      return token;
    },
    accept: ({ id, account, token }) => put(id, account, token, null),
    revoke: (id) => store.tokens.delete(id),
  };
}
