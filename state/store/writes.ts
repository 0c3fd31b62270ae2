// Writes to Git that were carried out, so that asking for one again gives the answer of then.

export interface WriteRow {
  /** What the caller named it by, or we did. At most 255 characters. */
  readonly key: string;
  /** What was asked for, as a hash: the same key with something else is a mistake. */
  readonly asked: string;
  /** The answer: plain JSON. */
  readonly answer: unknown;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Writes {
  get(key: string): Promise<WriteRow | undefined>;
  /** Replaces the row of that key. */
  put(write: WriteRow): Promise<void>;
  /** Drops what is older; answers how many. */
  deleteBefore(at: number): Promise<number>;
}
