// Per space, every desired state that was carried out: what `raworc history` shows and `rollback` returns to.

export interface HistoryRow {
  readonly space: string;
  readonly revision: string;
  readonly buildId: string;
  readonly image: string;
  /** The space's spec and its agents with pinned sources and layers, enough to build the same image again. */
  readonly snapshot: unknown;
  readonly appliedAt: number;
}

export interface History {
  /** The same revision and build of a space only moves `appliedAt`. */
  put(row: HistoryRow): Promise<void>;
  /** Newest first. */
  list(space: string, limit: number): Promise<readonly HistoryRow[]>;
  /** The newest row of that revision. */
  get(space: string, revision: string): Promise<HistoryRow | undefined>;
  /** Keeps the newest `keep` rows of the space. */
  trim(space: string, keep: number): Promise<void>;
  deleteSpace(space: string): Promise<void>;
}
