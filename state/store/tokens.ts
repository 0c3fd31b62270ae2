// API tokens, by the hash of their text; the text itself is never stored.

export interface TokenRow {
  readonly id: string;
  /** sha256 of the token, hex. */
  readonly hash: string;
  readonly account: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
}

export interface Tokens {
  /** Inserts, or replaces the one with the same id. */
  put(row: TokenRow): Promise<void>;
  byHash(hash: string): Promise<TokenRow | undefined>;
  list(): Promise<readonly TokenRow[]>;
  delete(id: string): Promise<boolean>;
}
