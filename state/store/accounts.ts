// Accounts of people and programs. Their tokens are in tokens.ts, what they may do is declared in Git.

import type { Page } from './store.ts';

export type AccountKind = 'account' | 'serviceAccount';

export interface AccountRow {
  /** Unique for its kind, in lower case. */
  readonly name: string;
  readonly kind: AccountKind;
  /** In lower case, unique; null: not known on GitHub. */
  readonly githubLogin: string | null;
  /** GitHub teams, `organization/team`, as they were when somebody looked last. */
  readonly teams: readonly string[];
  /** Until when they count, in milliseconds; null: for ever. */
  readonly teamsUntil: number | null;
  readonly createdAt: number;
  readonly createdBy: string;
  /** Since when its tokens are refused; null: they are not. */
  readonly disabledAt: number | null;
}

/** As the `after` of a page. */
export const keyOfAccount = ({ kind, name }: Pick<AccountRow, 'kind' | 'name'>): string => `${kind}/${name}`;

export type AccountPatch = Partial<Pick<AccountRow, 'githubLogin' | 'teams' | 'teamsUntil' | 'disabledAt'>>;

export interface Accounts {
  /** False where the name, or the login, is taken. */
  insert(row: AccountRow): Promise<boolean>;
  get(kind: AccountKind, name: string): Promise<AccountRow | undefined>;
  byGithubLogin(login: string): Promise<AccountRow | undefined>;
  /** By kind and name. */
  list(): Promise<readonly AccountRow[]>;
  /** In the same order; `after` is a key of {@link keyOfAccount}. */
  page(page: Page): Promise<readonly AccountRow[]>;
  /** False where there is none of that name. */
  update(kind: AccountKind, name: string, patch: AccountPatch): Promise<boolean>;
  delete(kind: AccountKind, name: string): Promise<boolean>;
}
