// One thing that `raworc doctor` looks at, and what it found.

import { messageOf, RaworcError } from '../../state/model/errors.ts';

export interface Finding {
  readonly check: string;
  /** `warning` works, but not as well as it could. */
  readonly result: 'ok' | 'warning' | 'failed';
  /** A sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

export type Verdict = Omit<Finding, 'check' | 'hint'> & { readonly hint?: string };

/** A check that throws has failed; the error's own hint says what to do. */
export async function examine(
  check: string,
  look: () => Promise<Verdict>,
  otherwise: string,
): Promise<Finding> {
  try {
    const verdict = await look();
    return { check, hint: '', ...verdict };
  } catch (thrown) {
    const hint = thrown instanceof RaworcError ? (thrown.hint ?? otherwise) : otherwise;
    return { check, result: 'failed', message: messageOf(thrown), hint };
  }
}
