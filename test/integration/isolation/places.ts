// The places that an attempt wants to get to.

export interface Places {
  readonly apiPort: number;
  /** Of something that stands for a database, and listens on all addresses of the machine. */
  readonly databasePort: number;
  /** The machine's addresses but its loopback. */
  readonly machine: readonly string[];
  readonly elsewhere: typeof ELSEWHERE;
  /** Addresses of a session of another space and of another one of the same; both listen on port 7000. */
  readonly stranger: string;
  readonly sibling: string;
  /** What the engine's own resolver knows on the controls' network. */
  readonly name: string;
}

/** Of a machine that is none of ours; see `openElsewhere`. */
export const ELSEWHERE = {
  metadata: '169.254.169.254',
  closed: '10.254.78.5',
  /** Private as well, and opened with RAWORC_EGRESS_ALLOW. */
  opened: '10.254.78.6',
  /** Of a range that is public, and that nobody uses any more. */
  open: '192.88.99.7',
} as const;
