// Secrets as they rest: ciphertext only. Sealing and opening is in state/secrets.

export interface SecretRow {
  readonly space: string;
  readonly name: string;
  readonly keyId: string;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly updatedAt: number;
  readonly updatedBy: string;
  /** `file:line:column` in the config repository; null on what was set through the API. */
  readonly declaredAt: string | null;
  /** Of the declaration that it was opened from; null likewise. */
  readonly declaredDigest: string | null;
}

export type DeclaredSecretRow = Pick<SecretRow, 'space' | 'name'> & {
  readonly declaredAt: string;
  readonly declaredDigest: string;
};

/** How many secrets of a space one master key encrypts. */
export interface KeyUse {
  readonly space: string;
  readonly keyId: string;
  readonly count: number;
}

export interface SecretRows {
  put(row: SecretRow): Promise<void>;
  /** False where there is one of that space and name, which stays. */
  putOnce(row: SecretRow): Promise<boolean>;
  get(space: string, name: string): Promise<SecretRow | undefined>;
  /** By name. */
  list(space: string): Promise<readonly SecretRow[]>;
  delete(space: string, name: string): Promise<boolean>;
  /** Of all spaces, by space and name. */
  declared(): Promise<readonly DeclaredSecretRow[]>;
  /** The declaration stands elsewhere now and says the same. */
  moved(space: string, name: string, declaredAt: string): Promise<void>;
  /** The same value under another key. False where it was set anew meanwhile, which stays. */
  rewrap(row: SecretRow, before: Pick<SecretRow, 'nonce'>): Promise<boolean>;
  keyUse(): Promise<readonly KeyUse[]>;
  deleteSpace(space: string): Promise<void>;
}
