// What was told of spaces to whoever listens: so that each change of state is told once, whichever process saw it and however
// often.

export interface NoticeKey {
  readonly space: string;
  /** What kind of state it is. */
  readonly kind: string;
  /** What in the space it is about, such as an agent; empty: the space. */
  readonly subject: string;
}

export interface NoticeRow extends NoticeKey {
  /** The state that was told last; at most 128 characters. */
  readonly state: string;
  /** Grows with each. */
  readonly version: number;
  readonly at: number;
}

export interface Notices {
  /** All of a space. */
  list(space: string): Promise<readonly NoticeRow[]>;
  /** False where there is one already: somebody else told it. */
  insert(row: NoticeRow): Promise<boolean>;
  /** False where it is not at that version any more, likewise. */
  change(before: NoticeRow, state: string, at: number): Promise<boolean>;
  deleteSpace(space: string): Promise<void>;
}
