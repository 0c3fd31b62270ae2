// Secrets as they rest: ciphertext only. Sealing and opening is in state/secrets.

export interface SecretRow {
  readonly space: string;
  readonly name: string;
  readonly keyId: string;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly updatedAt: number;
  readonly updatedBy: string;
}

export interface SecretRows {
  put(row: SecretRow): Promise<void>;
  /** False where there is one of that space and name, which stays. */
  putOnce(row: SecretRow): Promise<boolean>;
  get(space: string, name: string): Promise<SecretRow | undefined>;
  /** By name. */
  list(space: string): Promise<readonly SecretRow[]>;
  delete(space: string, name: string): Promise<boolean>;
  deleteSpace(space: string): Promise<void>;
}
