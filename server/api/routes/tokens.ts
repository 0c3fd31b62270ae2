// Tokens: made, shown without their text, and revoked; one's own by anybody, others' by whoever may.

import { changeOfNewToken, changeOfRevokedToken, changing } from '../access/changes.ts';
import { NAME_PATTERN } from '../../../schemas/kinds/metadata.ts';
import type { FastifyRequest } from 'fastify';
import { tokenNotFound } from '../../../state/access/errors.ts';
import { parseScope, type Scope } from '../../../state/access/scope.ts';
import { isWithin, tokenTooWide } from '../../../state/access/token-limits.ts';
import type { Tokens } from '../../../state/access/tokens.ts';
import { parseAccountName } from '../../../state/access/account-name.ts';
import { accountKey } from '../../../state/access/decide.ts';
import type { AccountKind } from '../../../state/store/accounts.ts';
import type { Clock } from '../../../state/model/clock.ts';
import { cursorsOf, pageOf, pageQuery, showPage } from '../paging.ts';
import { ownedBy } from '../access/needs.ts';
import { newTokenView, tokenListView } from '../shapes/access.ts';
import { showToken } from '../show/access.ts';
import { nothing } from '../shapes/view.ts';
import type { Api } from '../typed.ts';

export interface TokenDeps {
  readonly tokens: Pick<Tokens, 'issue' | 'page' | 'get' | 'revoke'>;
  readonly clock: Clock;
}

interface NamedAccount {
  readonly account?: string;
  readonly account_kind?: AccountKind;
}

const newToken = {
  type: 'object',
  additionalProperties: false,
  properties: {
    account: { type: 'string', minLength: 1, maxLength: 128, description: "Left out, one's own." },
    account_kind: { enum: ['account', 'serviceAccount'], description: 'A person, or a program.' },
    purpose: { type: 'string', maxLength: 200, description: 'What it is for; for people.' },
    scopes: {
      type: 'array',
      maxItems: 64,
      items: { type: 'string', maxLength: 64 },
      description: 'What it allows at most: Kind:verb, with * for all. Left out, what its account may.',
    },
    spaces: {
      type: 'array',
      maxItems: 256,
      items: { type: 'string', pattern: NAME_PATTERN },
      description: 'The only spaces that it is for. Left out, those of its account.',
    },
    expires_in_seconds: { type: 'integer', minimum: 1, maximum: 10 * 365 * 86_400 },
  },
} as const;

const tokenPath = {
  type: 'object',
  required: ['token'],
  properties: { token: { type: 'string', maxLength: 64, description: "The token's id, not its text." } },
} as const;

const idIn = (params: unknown): string => (params as { readonly token: string }).token;

const listQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...pageQuery,
    account: { type: 'string', description: "Left out, one's own." },
    account_kind: { enum: ['account', 'serviceAccount'], description: 'A person, or a program.' },
  },
} as const;

const cursors = cursorsOf('tokens', /^[\w-]+$/);

export function tokenRoutes(api: Api, { tokens, clock }: TokenDeps): void {
  /** The account that a query or a body names; one's own where it names none. */
  function accountIn(from: unknown, { subject }: Pick<FastifyRequest, 'subject'>) {
    const { account, account_kind: kind } = (from ?? {}) as NamedAccount;
    return account === undefined ? subject : { account: parseAccountName(account), kind: kind ?? 'account' };
  }
  const keyIn = (from: unknown, request: Pick<FastifyRequest, 'subject'>): string =>
    accountKey(accountIn(from, request));

  api.get(
    '/tokens',
    {
      config: ownedBy('list', 'Token', (request) => keyIn(request.query, request)),
      schema: {
        operationId: 'listTokens',
        response: { 200: tokenListView },
        tags: ['access'],
        summary: "One's own tokens, or an account's",
        querystring: listQuery,
      },
    },
    async ({ subject, query }) => {
      const page = pageOf(query, cursors.parse);
      const rows = await tokens.page(accountIn(query, { subject }), page);
      return showPage(rows, page, ({ id }) => cursors.format(id), showToken);
    },
  );

  api.post(
    '/tokens',
    {
      config: changing(
        ownedBy('create', 'Token', (request) => keyIn(request.body, request)),
        changeOfNewToken,
      ),
      schema: {
        operationId: 'createToken',
        response: { 201: newTokenView },
        tags: ['access'],
        summary: 'Make a token; its text is told this once',
        body: newToken,
      },
    },
    async ({ subject, body }, reply) => {
      const { purpose, spaces, expires_in_seconds: seconds } = body;
      const account = body.account === undefined ? subject.account : parseAccountName(body.account);
      const kind = body.account === undefined ? subject.kind : (body.account_kind ?? 'account');
      const scopes: readonly Scope[] | undefined = body.scopes?.map(parseScope);
      if (!isWithin(subject, { scopes: scopes ?? null, spaces: spaces ?? null })) throw tokenTooWide();
      const { row, text } = await tokens.issue({
        account,
        kind,
        by: subject.account,
        ...(purpose === undefined ? {} : { purpose }),
        ...(scopes === undefined ? {} : { scopes }),
        ...(spaces === undefined ? {} : { spaces }),
        ...(seconds === undefined ? {} : { expiresAt: clock.now() + seconds * 1000 }),
      });
      return reply.status(201).send({ ...showToken(row), token: text });
    },
  );

  api.delete(
    '/tokens/:token',
    {
      config: changing(
        ownedBy(
          'delete',
          'Token',
          async ({ params }) => accountKey(await tokens.get(idIn(params))),
          // Or the answer would tell which ids there are.
          ({ params }) => tokenNotFound(idIn(params)),
        ),
        changeOfRevokedToken,
      ),
      schema: {
        operationId: 'revokeToken',
        response: { 204: nothing },
        tags: ['access'],
        summary: 'Revoke a token',
        params: tokenPath,
      },
    },
    async ({ params }, reply) => {
      await tokens.revoke(params.token);
      return reply.status(204).send();
    },
  );
}
