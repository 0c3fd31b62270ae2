// API tokens, by the hash of their text; the text itself is never stored.

import type { AccountKind } from './accounts.ts';
import type { Page } from './store.ts';

export interface TokenRow {
  readonly id: string;
  /** sha256 of the token, hex. */
  readonly hash: string;
  readonly account: string;
  readonly kind: AccountKind;
  /** What its owner calls it. */
  readonly purpose: string | null;
  /** The first characters of its text, by which people tell tokens apart. */
  readonly beginning: string | null;
  /** `Kind:verb`, `*` for all; null: whatever its account may. */
  readonly scopes: readonly string[] | null;
  /** Null: every space of its account. */
  readonly spaces: readonly string[] | null;
  readonly createdBy: string | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  /** To the minute or so. */
  readonly lastUsedAt: number | null;
}

export interface Bearer {
  readonly row: TokenRow;
  readonly teams: readonly string[];
  /** Until when they count, in milliseconds; null: for ever. */
  readonly teamsUntil: number | null;
  readonly isDisabled: boolean;
}

export interface Tokens {
  /** Inserts, or replaces the one with the same id. */
  put(row: TokenRow): Promise<void>;
  /** The token with what its account is at this moment; an account that is not there has no teams. */
  bearer(hash: string): Promise<Bearer | undefined>;
  list(account?: string): Promise<readonly TokenRow[]>;
  /** One account's, by id; `after` is an id. */
  page(of: Pick<TokenRow, 'account' | 'kind'>, page: Page): Promise<readonly TokenRow[]>;
  get(id: string): Promise<TokenRow | undefined>;
  /** Moves `lastUsedAt` forward. */
  touch(id: string, now: number): Promise<void>;
  delete(id: string): Promise<boolean>;
}
