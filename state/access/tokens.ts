// Whom a token stands for. The text of a token is shown once, when it is made; only its hash is stored.

import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../model/clock.ts';
import type { RandomBytes } from '../model/ids.ts';
import type { AccountKind } from '../store/accounts.ts';
import type { Store } from '../store/store.ts';
import type { Bearer, TokenRow, Tokens as StoredTokens } from '../store/tokens.ts';
import type { Subject } from './decide.ts';
import { accountDisabled, tokenNotFound } from './errors.ts';
import { ownAct } from '../store/own-act.ts';
import { formatScope, parseScope, type Scope } from './scope.ts';
import { beginningOf, hashOfToken, isTokenText, newTokenText } from './token-text.ts';

export interface NewToken {
  readonly account: string;
  readonly kind: AccountKind;
  readonly purpose?: string;
  /** Left out, whatever the account may. */
  readonly scopes?: readonly Scope[];
  /** Left out, all spaces of the account. */
  readonly spaces?: readonly string[];
  /** Milliseconds since the epoch; left out, it never expires. */
  readonly expiresAt?: number;
  readonly by: string;
  /** It is a link to sign in with: see sign-in.ts. Nothing but that room may ask for one. */
  readonly isLink?: boolean;
}

const LINK_ID = 'lnk_';

/** By its id, which nobody can choose; everything else of a token is what somebody asked for. */
export const isLink = ({ id }: Pick<TokenRow, 'id'>): boolean => id.startsWith(LINK_ID);

export interface Tokens {
  /** Undefined where it is unknown, malformed, expired or revoked, or its account is disabled. */
  verify(token: string): Promise<Subject | undefined>;
  /** What it is, where `verify` would answer something. */
  find(token: string): Promise<TokenRow | undefined>;
  /** Makes the account too where it is not there yet. Throws `ACCOUNT_DISABLED`. */
  issue(wanted: NewToken): Promise<{ readonly row: TokenRow; readonly text: string }>;
  /** Makes a text that is known already count, under that id: the one in the administrator's file. */
  accept(request: { readonly id: string; readonly account: string; readonly token: string }): Promise<void>;
  /** Of one account, or all. */
  list(account?: string): Promise<readonly TokenRow[]>;
  /** One account's, by id; `after` is an id. */
  readonly page: StoredTokens['page'];
  /** Throws `TOKEN_NOT_FOUND`. */
  get(id: string): Promise<TokenRow>;
  /** From now on it opens nothing. Throws `TOKEN_NOT_FOUND`. */
  revoke(id: string): Promise<void>;
}

/** Writing down each use would cost a statement a request, and nobody asks to the second. */
const USE_NOTED_EVERY_MS = 60_000;

export function createTokens(deps: {
  readonly store: Pick<Store, 'tokens' | 'accounts' | 'transaction'>;
  readonly clock: Clock;
  readonly random: RandomBytes;
}): Tokens {
  const { store, clock, random } = deps;

  function noteUse({ id, lastUsedAt }: TokenRow): void {
    const now = clock.now();
    if (lastUsedAt !== null && lastUsedAt + USE_NOTED_EVERY_MS > now) return;
    // It only tells people what is in use.
    store.tokens.touch(id, now).catch(() => undefined);
  }

  async function valid(token: string): Promise<Bearer | undefined> {
    if (!isTokenText(token)) return undefined;
    const hash = hashOfToken(token);
    const found = await store.tokens.bearer(hash);
    // Databases compare in their own ways; this one tells nothing by the time it takes.
    if (found === undefined || !timingSafeEqual(Buffer.from(found.row.hash), Buffer.from(hash)))
      return undefined;
    const { expiresAt } = found.row;
    return found.isDisabled || (expiresAt !== null && expiresAt <= clock.now()) ? undefined : found;
  }

  return {
    async verify(token) {
      const found = await valid(token);
      if (found === undefined) return undefined;
      const { row, teamsUntil } = found;
      noteUse(row);
      const teams = teamsUntil === null || teamsUntil > clock.now() ? found.teams : [];
      const { account, kind, spaces } = row;
      return { account, kind, teams, spaces, scopes: row.scopes?.map(parseScope) ?? null };
    },

    find: async (token) => (await valid(token))?.row,

    async issue({ account, kind, purpose, scopes, spaces, expiresAt, by, isLink: link }) {
      const text = newTokenText(random);
      const row: TokenRow = {
        id: `${link === true ? LINK_ID : 'tok_'}${Buffer.from(random(9)).toString('hex')}`,
        hash: hashOfToken(text),
        account,
        kind,
        purpose: purpose ?? null,
        beginning: beginningOf(text),
        scopes: scopes?.map(formatScope) ?? null,
        spaces: spaces ?? null,
        createdBy: by,
        createdAt: clock.now(),
        expiresAt: expiresAt ?? null,
        lastUsedAt: null,
      };
      await store.transaction(async (tables) => {
        const there = await tables.accounts.get(kind, account);
        if (there !== undefined && there.disabledAt !== null) throw accountDisabled(account);
        if (there === undefined) {
          const { createdAt } = row;
          const made = { name: account, kind, createdAt, createdBy: by, disabledAt: null };
          await tables.accounts.insert({ ...made, teams: [], teamsUntil: null, githubLogin: null });
        }
        await tables.tokens.put(row);
      });
      return { row, text };
    },

    async accept({ id, account, token }) {
      const row: TokenRow = {
        id,
        hash: hashOfToken(token),
        account,
        kind: 'account',
        purpose: 'The file in RAWORC_HOME',
        beginning: beginningOf(token),
        scopes: null,
        spaces: null,
        createdBy: null,
        createdAt: clock.now(),
        expiresAt: null,
        lastUsedAt: null,
      };
      await store.transaction(async (tables) => {
        if ((await tables.tokens.get(id))?.hash !== row.hash)
          await tables.audit.add(
            ownAct(
              {
                by: 'runtime',
                verb: 'create',
                kind: 'Token',
                space: null,
                name: id,
                reason: 'The administrator’s token in RAWORC_HOME counts from now on.',
              },
              clock.now(),
            ),
          );
        await tables.tokens.put(row);
      });
    },

    list: (account) => store.tokens.list(account),
    page: (of, page) => store.tokens.page(of, page),

    async get(id) {
      const row = await store.tokens.get(id);
      if (row === undefined) throw tokenNotFound(id);
      return row;
    },

    async revoke(id) {
      if (!(await store.tokens.delete(id))) throw tokenNotFound(id);
    },
  };
}
