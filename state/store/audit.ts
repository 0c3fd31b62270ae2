// Who did what, and who was refused. Rows are added in any order and by several processes; afterwards one of them links
// the new ones into a chain, which state/access hashes and verifies.

export interface AuditRow {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Empty: nobody that is known. */
  readonly account: string;
  readonly via: 'api' | 'git' | 'github' | 'runtime';
  /** Where the request came from; null where that means nothing. */
  readonly address: string | null;
  readonly requestId: string | null;
  readonly verb: string;
  readonly kind: string;
  readonly space: string | null;
  readonly name: string | null;
  readonly decision: 'allowed' | 'refused';
  /** Why it was refused, or what allowed it. */
  readonly reason: string;
  /** Digests of what it was about. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface LinkedAuditRow extends AuditRow {
  /** Place in the chain, from 1 without gaps; null: not linked yet. */
  readonly link: number | null;
  /** Over the row and the hash before it; hex. */
  readonly hash: string | null;
  /** Order of insertion. */
  readonly seq: number;
}

export interface AuditFilter {
  readonly space?: string;
  readonly account?: string;
  readonly kind?: string;
  readonly verb?: string;
  readonly decision?: AuditRow['decision'];
  readonly via?: AuditRow['via'];
  /** Milliseconds since the epoch; rows from then on. */
  readonly since?: number;
  /** Rows before then. */
  readonly until?: number;
}

export interface Audit {
  add(row: AuditRow): Promise<void>;
  /** Newest first; `after` is a row's `seq`. */
  list(
    filter: AuditFilter,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<readonly LinkedAuditRow[]>;
  /** Without a link, in order of insertion. */
  unlinked(limit: number): Promise<readonly LinkedAuditRow[]>;
  /** False where the row has a link, or the link a row. */
  link(seq: number, link: number, hash: string): Promise<boolean>;
  /** From that link on, in order of the chain. */
  chain(from: number, limit: number): Promise<readonly LinkedAuditRow[]>;
  /** Removes the links after `after` up to `upTo`; answers how many there were. */
  cut(after: number, upTo: number): Promise<number>;
  last(): Promise<LinkedAuditRow | undefined>;
}
