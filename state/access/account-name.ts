// Names of accounts: as GitHub's logins and e-mail addresses are written, in lower case, so that none looks like another. Pure.

import { RaworcError } from '../model/errors.ts';

const PATTERN = /^[a-z0-9](?:[a-z0-9._@+-]{0,126}[a-z0-9])?$/;

/** Throws `ACCOUNT_NAME_INVALID`. */
export function parseAccountName(text: string): string {
  const name = text.toLowerCase();
  if (PATTERN.test(name)) return name;
  throw new RaworcError('ACCOUNT_NAME_INVALID', `${JSON.stringify(text)} can’t be the name of an account.`, {
    hint: 'Use letters from a to z, digits and . _ @ + -, at most 128, with a letter or digit at both ends.',
  });
}
