// Signing a browser in without typing a token: a link that works once and soon is over becomes a token of some hours.

import type { Clock } from '../model/clock.ts';
import type { TokenRow } from '../store/tokens.ts';
import type { Subject } from './decide.ts';
import { signInLimited, signInOver } from './errors.ts';
import { isLink, type Tokens } from './tokens.ts';

export interface SignIn {
  /** For the account of whoever asks. Throws `SIGN_IN_LIMITED` for tokens that may not do all that their account may. */
  link(subject: Subject): Promise<{ readonly code: string; readonly expiresAt: number }>;
  /** Works once. Throws `SIGN_IN_OVER`. */
  redeem(code: string): Promise<{ readonly row: TokenRow; readonly text: string }>;
}

const LINK_MS = 2 * 60_000;
const SESSION_MS = 12 * 60 * 60_000;

export function createSignIn({ tokens, clock }: { readonly tokens: Tokens; readonly clock: Clock }): SignIn {
  return {
    async link({ account, kind, scopes, spaces }) {
      if (scopes !== null) throw signInLimited();
      const expiresAt = clock.now() + LINK_MS;
      // Allows nothing by itself: with no scope it is good for being redeemed and for nothing else.
      const { text } = await tokens.issue({
        account,
        kind,
        purpose: 'A link to sign in, once',
        isLink: true,
        scopes: [],
        ...(spaces === null ? {} : { spaces }),
        expiresAt,
        by: account,
      });
      return { code: text, expiresAt };
    },

    async redeem(code) {
      const row = await tokens.find(code);
      if (row === undefined || !isLink(row)) throw signInOver();
      // Of several who redeem it at once one finds it there.
      await tokens.revoke(row.id).catch(() => {
        throw signInOver();
      });
      const { account, kind, spaces } = row;
      return tokens.issue({
        account,
        kind,
        purpose: 'A browser that was signed in by a link',
        ...(spaces === null ? {} : { spaces }),
        expiresAt: clock.now() + SESSION_MS,
        by: account,
      });
    },
  };
}
