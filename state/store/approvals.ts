// What people approved: one space's change, named by its hash, with the commits that they saw.

export interface ApprovalRow {
  readonly space: string;
  readonly reviewHash: string;
  /** `owner/name`, lower case. */
  readonly repo: string;
  readonly pull: number;
  /** Login of who approved it. */
  readonly by: string;
  /** By agent. */
  readonly pins: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Approvals {
  /** Of one person and hash the first counts; another one changes nothing. */
  add(approval: ApprovalRow): Promise<void>;
  /** Somebody takes back what they approved on that pull request; answers what it was. */
  withdraw(repo: string, pull: number, by: string): Promise<readonly ApprovalRow[]>;
  /** The oldest approval of that hash. */
  get(space: string, reviewHash: string): Promise<ApprovalRow | undefined>;
  /** Of one space, the newest first. */
  newest(space: string, limit: number): Promise<readonly ApprovalRow[]>;
  /** Drops what was approved before that; answers how many. */
  deleteBefore(at: number): Promise<number>;
}
