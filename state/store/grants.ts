// The roles and bindings that Git declares, as the last run of the config repository read them.

export interface GrantRow {
  readonly kind: 'Role' | 'RoleBinding';
  readonly name: string;
  /** As the kind's schema has it, with every default filled in. */
  readonly spec: unknown;
  readonly specDigest: string;
  readonly position: { readonly file: string; readonly line: number; readonly column: number };
  /** The commit that it was read from. */
  readonly revision: string;
}

export interface Grants {
  /** By kind and name. */
  list(): Promise<readonly GrantRow[]>;
  /** From now on these and no others. Inside a transaction, so that nobody sees half of them. */
  replaceAll(rows: readonly GrantRow[]): Promise<void>;
}
