// What each kind of request changes, for the digests in its row of the audit. Declared beside a route's needs:
// `changing(inSpace(…), changeOfSecret)`. What says nothing here has no digests.

import type { FastifyRequest } from 'fastify';
import { parseAccountName } from '../../../state/access/account-name.ts';
import { formatScope, parseScope } from '../../../state/access/scope.ts';
import type { AccountKind, AccountRow } from '../../../state/store/accounts.ts';
import type { TokenRow } from '../../../state/store/tokens.ts';
import { type Change, digestOf, type WhatIsThere } from './what-is-there.ts';

export type ChangeOf = (request: FastifyRequest, there: WhatIsThere) => Promise<Change>;

/** The needs of a route that says what it changes. */
export const changing = <Access extends object>(
  { access }: { readonly access: Access },
  changeOf: ChangeOf,
) => ({ access: { ...access, changeOf } });

interface AccountAsked {
  readonly kind: AccountKind;
  readonly name: string;
  readonly github_login: string | null;
  readonly disabled: boolean;
}

const contentOfAccount = (row: AccountRow | undefined): AccountAsked | undefined =>
  row && {
    kind: row.kind,
    name: row.name,
    github_login: row.githubLogin,
    disabled: row.disabledAt !== null,
  };

export const changeOfAccount: ChangeOf = async ({ method, params, body }, there) => {
  const asked = { ...(params as Partial<AccountAsked>), ...(body as Partial<AccountAsked>) };
  const { kind = 'account', name = '' } = asked;
  const before = contentOfAccount(await there.account(kind, name));
  if (method === 'DELETE') return { before: digestOf(before), after: null };
  const login = asked.github_login === undefined ? before?.github_login : asked.github_login?.toLowerCase();
  const disabled = asked.disabled ?? before?.disabled ?? false;
  const after: AccountAsked = { kind, name: parseAccountName(name), github_login: login ?? null, disabled };
  return { before: digestOf(before), after: digestOf(after) };
};

/** Whose it is, and what it is limited to; never its text or the hash of it. */
export const contentOfToken = (row: TokenRow | undefined) =>
  row && {
    account: row.account,
    kind: row.kind,
    purpose: row.purpose,
    scopes: row.scopes,
    spaces: row.spaces,
    seconds: row.expiresAt === null ? null : Math.round((row.expiresAt - row.createdAt) / 1000),
  };

interface TokenAsked {
  readonly account: string;
  readonly account_kind: AccountKind;
  readonly purpose: string;
  readonly scopes: readonly string[];
  readonly spaces: readonly string[];
  readonly expires_in_seconds: number;
}

export const changeOfNewToken: ChangeOf = async ({ body, subject }) => {
  const asked = (body ?? {}) as Partial<TokenAsked>;
  const after = {
    account: asked.account === undefined ? subject.account : parseAccountName(asked.account),
    kind: asked.account === undefined ? subject.kind : (asked.account_kind ?? 'account'),
    purpose: asked.purpose ?? null,
    scopes: asked.scopes?.map((scope) => formatScope(parseScope(scope))) ?? null,
    spaces: asked.spaces ?? null,
    seconds: asked.expires_in_seconds ?? null,
  };
  return { before: null, after: digestOf(after) };
};

export const changeOfRevokedToken: ChangeOf = async ({ params }, there) => {
  const { token = '' } = (params ?? {}) as Partial<{ readonly token: string }>;
  return { before: digestOf(contentOfToken(await there.token(token))), after: null };
};

interface SessionAsked {
  readonly id: string;
  readonly space: string;
  readonly agent: string;
  readonly metadata: object;
}

/** As it is asked for: without the id and what the space adds. */
export const changeOfNewSession: ChangeOf = async ({ body }) => {
  const { space, agent, metadata } = (body ?? {}) as Partial<SessionAsked>;
  return { before: null, after: digestOf({ space, agent: agent ?? null, metadata: metadata ?? {} }) };
};

export const changeOfMetadata: ChangeOf = async ({ params, body }, there) => {
  const row = await there.session(((params ?? {}) as Partial<SessionAsked>).id ?? '');
  return {
    before: digestOf(row?.metadata),
    after: digestOf(((body ?? {}) as Partial<SessionAsked>).metadata),
  };
};

export const changeOfClosedSession: ChangeOf = async ({ params }, there) => {
  const row = await there.session(((params ?? {}) as Partial<SessionAsked>).id ?? '');
  return {
    before: digestOf(row && { space: row.space, agent: row.agent, metadata: row.metadata }),
    after: null,
  };
};

interface HoldAsked {
  readonly space: string;
  readonly revision: string;
  readonly reason: string;
}

/** Where the request names no revision, only carrying it out finds the one that is meant. */
export const changeOfHold: ChangeOf = async ({ method, params, body, account }, there) => {
  const hold = await there.hold(((params ?? {}) as Partial<HoldAsked>).space ?? '');
  const before = hold && { revision: hold.revision, reason: hold.reason, by: hold.by };
  const { revision, reason = '' } = (body ?? {}) as Partial<HoldAsked>;
  const isNamed = method !== 'DELETE' && revision !== undefined;
  return {
    before: digestOf(before),
    after: isNamed ? digestOf({ revision, reason, by: account }) : null,
  };
};

interface DeclaredAsked {
  readonly space: string;
  readonly agent: string;
  readonly name: string;
}

/** `after` is the document as it was sent: the row of its commit has the digest of it with every default. */
const declared =
  (find: (there: WhatIsThere, names: Partial<DeclaredAsked>) => Promise<string | undefined>): ChangeOf =>
  async ({ method, params, body }, there) => ({
    before:
      (await find(there, { ...(body as Partial<DeclaredAsked>), ...(params as Partial<DeclaredAsked>) })) ??
      null,
    after: method === 'DELETE' ? null : digestOf(body),
  });

export const changeOfSpace = declared((there, { space, name }) => there.declaredSpace(space ?? name ?? ''));
export const changeOfAgent = declared((there, { space, agent, name }) =>
  there.declaredAgent(space ?? '', agent ?? name ?? ''),
);

interface SecretAsked {
  readonly space: string;
  readonly name: string;
  readonly value: string;
}

export const changeOfSecret: ChangeOf = async ({ params, body }, there) => {
  const { space = '', name = '' } = (params ?? {}) as Partial<SecretAsked>;
  const { value } = (body ?? {}) as Partial<SecretAsked>;
  const before = await there.secret(space, name);
  return {
    before: before ?? null,
    after: value === undefined ? null : ((await there.secret(space, name, value)) ?? null),
  };
};
