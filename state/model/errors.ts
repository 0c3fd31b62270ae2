// The one base of every error that Raworc throws on purpose: a stable code, a sentence, and what to do next.
// Rooms derive their own classes from it in a file called errors.ts.

/**
 * What the caller should do about an error:
 * - `retry`: it may work when tried again (a time-out, a lost connection);
 * - `wait`: something else has to happen first (an image is being built);
 * - `stop`: trying again is pointless until a person changes something.
 */
export type Disposition = 'retry' | 'wait' | 'stop';

export interface ErrorDetails {
  /** One sentence that says what to do about it. */
  readonly hint?: string;
  readonly disposition?: Disposition;
  /** Plain JSON for programs; never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

export class RaworcError extends Error {
  override readonly name: string = 'RaworcError';
  /** Stable, SCREAMING_SNAKE_CASE: what programs may tell errors apart by. */
  readonly code: string;
  readonly hint: string | undefined;
  readonly disposition: Disposition;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, more: ErrorDetails = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.hint = more.hint;
    this.disposition = more.disposition ?? 'stop';
    this.details = more.details ?? {};
  }
}

/** The sentence of anything that was thrown, for a log line or a condition. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
