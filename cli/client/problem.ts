// What a server said when it refused something, as the error that it named.

import { RaworcError } from '../../state/model/errors.ts';

export function problemOf(text: string, status: number, url: string): RaworcError {
  try {
    const { error } = JSON.parse(text) as {
      error: { code: string; message: string; hint?: string; details?: Record<string, unknown> };
    };
    const { code, message, hint, details } = error;
    return new RaworcError(code, message, {
      ...(hint === undefined ? {} : { hint }),
      ...(details === undefined ? {} : { details }),
    });
  } catch {
    return new RaworcError(
      'UNEXPECTED_ANSWER',
      `The server answered ${status} with something that is not ours.`,
      { hint: `Check that a Raworc server runs at ${new URL(url).origin}.` },
    );
  }
}
