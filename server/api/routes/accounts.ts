// Accounts of people and programs.

import { changeOfAccount, changing } from '../access/changes.ts';
import { GITHUB_LOGIN_PATTERN } from '../../../schemas/kinds/metadata.ts';
import type { Accounts } from '../../../state/access/accounts.ts';
import { type AccountRow, keyOfAccount } from '../../../state/store/accounts.ts';
import { cursorsOf, pageOf, pageQueryAlone, showPage } from '../paging.ts';
import { outsideOfSpaces } from '../access/needs.ts';
import { accountListView, accountView } from '../shapes/access.ts';
import { showAccount } from '../show/access.ts';
import { nothing } from '../shapes/view.ts';
import type { Api } from '../typed.ts';

export interface AccountDeps {
  readonly accounts: Accounts;
}

const kind = { enum: ['account', 'serviceAccount'], description: 'A person, or a program.' } as const;
const login = {
  type: 'string',
  maxLength: 39,
  pattern: GITHUB_LOGIN_PATTERN,
  description: 'Login on GitHub.',
} as const;

const newAccount = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 128 },
    kind: { ...kind, default: 'account' },
    github_login: login,
  },
} as const;

const accountPath = {
  type: 'object',
  required: ['kind', 'name'],
  properties: { kind, name: { type: 'string', maxLength: 128 } },
} as const;

const change = {
  type: 'object',
  minProperties: 1,
  additionalProperties: false,
  properties: {
    github_login: { anyOf: [login, { type: 'null' }] },
    disabled: { type: 'boolean', description: 'Its tokens open nothing while it is.' },
  },
} as const;

const cursors = cursorsOf('accounts', /^(?:account|serviceAccount)\/[^/]+$/);

export function accountRoutes(api: Api, { accounts }: AccountDeps): void {
  api.get(
    '/accounts',
    {
      config: outsideOfSpaces('list', 'Account'),
      schema: {
        operationId: 'listAccounts',
        response: { 200: accountListView },
        tags: ['access'],
        summary: 'All accounts',
        querystring: pageQueryAlone,
      },
    },
    async ({ query }) => {
      const page = pageOf(query, cursors.parse);
      const keyOf = (row: AccountRow): string => cursors.format(keyOfAccount(row));
      return showPage(await accounts.page(page), page, keyOf, showAccount);
    },
  );

  api.post(
    '/accounts',
    {
      config: changing(outsideOfSpaces('create', 'Account'), changeOfAccount),
      schema: {
        operationId: 'createAccount',
        response: { 201: accountView },
        tags: ['access'],
        summary: 'Make an account',
        body: newAccount,
      },
    },
    async ({ body, account: by }, reply) => {
      const { name, kind: wanted, github_login: githubLogin } = body;
      const row = await accounts.create({
        name,
        kind: wanted,
        by,
        ...(githubLogin === undefined ? {} : { githubLogin }),
      });
      return reply.status(201).send(showAccount(row));
    },
  );

  api.patch(
    '/accounts/:kind/:name',
    {
      config: changing(outsideOfSpaces('update', 'Account'), changeOfAccount),
      schema: {
        operationId: 'changeAccount',
        response: { 200: accountView },
        tags: ['access'],
        summary: 'Disable, enable, or name the login',
        params: accountPath,
        body: change,
      },
    },
    async ({ params, body }) =>
      showAccount(
        await accounts.change(params.kind, params.name, {
          ...(body.github_login === undefined ? {} : { githubLogin: body.github_login }),
          ...(body.disabled === undefined ? {} : { isDisabled: body.disabled }),
        }),
      ),
  );

  api.delete(
    '/accounts/:kind/:name',
    {
      config: changing(outsideOfSpaces('delete', 'Account'), changeOfAccount),
      schema: {
        operationId: 'deleteAccount',
        response: { 204: nothing },
        tags: ['access'],
        summary: 'Delete an account, with its tokens',
        params: accountPath,
      },
    },
    async ({ params }, reply) => {
      await accounts.delete(params.kind, params.name);
      return reply.status(204).send();
    },
  );
}
