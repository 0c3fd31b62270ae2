// Accounts of people and programs: made, disabled, and known on GitHub by their login.

import type { Clock } from '../model/clock.ts';
import type { AccountKind, AccountRow, Accounts as StoredAccounts } from '../store/accounts.ts';
import type { Store } from '../store/store.ts';
import { parseAccountName } from './account-name.ts';
import { ROOT_ACCOUNT } from './decide.ts';
import { accountExists, accountNotFound, accountProtected, loginTaken } from './errors.ts';

export interface NewAccount {
  readonly name: string;
  readonly kind: AccountKind;
  readonly githubLogin?: string;
  readonly by: string;
}

export interface AccountChange {
  /** Null: no longer known there. */
  readonly githubLogin?: string | null;
  readonly isDisabled?: boolean;
}

export interface Accounts {
  /** Throws `ACCOUNT_EXISTS`, `GITHUB_LOGIN_TAKEN`, `ACCOUNT_NAME_INVALID`. */
  create(wanted: NewAccount): Promise<AccountRow>;
  /** By kind and name. */
  readonly page: StoredAccounts['page'];
  /** Throws `ACCOUNT_NOT_FOUND`, `GITHUB_LOGIN_TAKEN`, and `ACCOUNT_PROTECTED` for the one of RAWORC_HOME's token. */
  change(kind: AccountKind, name: string, change: AccountChange): Promise<AccountRow>;
  /** Its tokens go with it. Throws as `change` does. */
  delete(kind: AccountKind, name: string): Promise<void>;
}

export function createAccounts({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'accounts' | 'githubPeople' | 'transaction'>;
  readonly clock: Clock;
}): Accounts {
  function requireOrdinary(kind: AccountKind, name: string): void {
    if (kind === 'account' && name === ROOT_ACCOUNT) throw accountProtected(name);
  }

  return {
    async create({ name: text, kind, githubLogin: login, by }) {
      const name = parseAccountName(text);
      const githubLogin = login?.toLowerCase() ?? null;
      if (githubLogin !== null) requireOrdinary(kind, name);
      const row = {
        name,
        kind,
        githubLogin,
        teams: [],
        teamsUntil: null,
        createdAt: clock.now(),
        createdBy: by,
        disabledAt: null,
      };
      const isMade = await store.transaction(async ({ accounts, githubPeople }) => {
        if (!(await accounts.insert(row))) return false;
        if (githubLogin !== null) await githubPeople.forget(githubLogin);
        return true;
      });
      if (isMade) return row;
      throw (await store.accounts.get(kind, name)) === undefined
        ? loginTaken(login ?? '')
        : accountExists(name);
    },

    page: (page) => store.accounts.page(page),

    async change(kind, name, { githubLogin, isDisabled }) {
      // Whoever may change accounts could else be the administrator by a login of their own.
      if (isDisabled === true || typeof githubLogin === 'string') requireOrdinary(kind, name);
      const login = githubLogin?.toLowerCase() ?? null;
      return store.transaction(async ({ accounts, githubPeople }) => {
        const there = await accounts.get(kind, name);
        if (there === undefined) throw accountNotFound(name);
        const other = login === null ? undefined : await accounts.byGithubLogin(login);
        if (other !== undefined && (other.name !== name || other.kind !== kind))
          throw loginTaken(login ?? '');
        const patch = {
          // Whoever has the login now is meant, whoever had it before; the teams are looked up anew.
          ...(githubLogin === undefined ? {} : { githubLogin: login, teams: [], teamsUntil: null }),
          ...(isDisabled === undefined ? {} : { disabledAt: isDisabled ? clock.now() : null }),
        };
        if (login !== null) await githubPeople.forget(login);
        if (Object.keys(patch).length > 0) await accounts.update(kind, name, patch);
        return { ...there, ...patch };
      });
    },

    async delete(kind, name) {
      requireOrdinary(kind, name);
      await store.transaction(async ({ accounts, tokens }) => {
        for (const token of await tokens.list(name)) if (token.kind === kind) await tokens.delete(token.id);
        if (!(await accounts.delete(kind, name))) throw accountNotFound(name);
      });
    },
  };
}
