// Secrets of a space: written and listed, never read back.

import { changeOfSecret, changing } from '../access/changes.ts';
import { inSpace } from '../access/needs.ts';
import { cursorsOf, pageOf, pageQueryAlone, showPage } from '../paging.ts';
import { notFound } from '../errors.ts';
import { spacePath } from '../shapes/parameters.ts';
import { time } from '../show/time.ts';
import { nothing } from '../shapes/view.ts';
import { secretListView } from '../shapes/runtime.ts';
import type { Api } from '../typed.ts';

export interface SecretInfo {
  readonly name: string;
  readonly updatedAt: number;
  readonly updatedBy: string;
  /** `file:line:column`; null where it was set by hand. */
  readonly declaredAt: string | null;
}

/**
 * Every verb throws `SPACE_NOT_FOUND` for a space that isn't there; `set` and `delete` throw `SECRET_DECLARED` for what Git
 * declares.
 */
export interface SecretDeps {
  readonly secrets: {
    set(space: string, name: string, value: string, by: string): Promise<void>;
    list(space: string): Promise<readonly SecretInfo[]>;
    /** False where there was none of that name. */
    delete(space: string, name: string): Promise<boolean>;
  };
}

const secretPath = {
  type: 'object',
  required: ['space', 'name'],
  properties: {
    space: { type: 'string' },
    name: {
      type: 'string',
      pattern: '^[A-Za-z_][A-Za-z0-9_]{0,127}$',
      description: 'Also the name of the environment variable that agents find it in.',
    },
  },
} as const;

const secretBody = {
  type: 'object',
  required: ['value'],
  additionalProperties: false,
  properties: { value: { type: 'string', maxLength: 65_536 } },
} as const;

const cursors = cursorsOf('secrets', /^[A-Za-z_]\w{0,127}$/);

const showSecret = (row: SecretInfo) => ({
  name: row.name,
  updated_at: time(row.updatedAt),
  updated_by: row.updatedBy,
  declared_at: row.declaredAt,
});

export function secretRoutes(api: Api, { secrets }: SecretDeps): void {
  api.get(
    '/spaces/:space/secrets',
    {
      config: inSpace('list', 'Secret'),
      schema: {
        operationId: 'listSecrets',
        response: { 200: secretListView },
        tags: ['secrets'],
        summary: 'Names, never values',
        params: spacePath,
        querystring: pageQueryAlone,
      },
    },
    async ({ params, query }) => {
      const page = pageOf(query, cursors.parse);
      const { after = '' } = page;
      const all = (await secrets.list(params.space)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const rest = all.filter(({ name }) => name > after);
      return showPage(rest.slice(0, page.limit), page, ({ name }) => cursors.format(name), showSecret);
    },
  );

  api.put(
    '/spaces/:space/secrets/:name',
    {
      config: changing(inSpace('update', 'Secret'), changeOfSecret),
      schema: {
        operationId: 'setSecret',
        response: { 204: nothing },
        tags: ['secrets'],
        summary: 'Set a value',
        params: secretPath,
        body: secretBody,
      },
    },
    async ({ params, body, account }, reply) => {
      await secrets.set(params.space, params.name, body.value, account);
      return reply.status(204).send();
    },
  );

  api.delete(
    '/spaces/:space/secrets/:name',
    {
      config: changing(inSpace('delete', 'Secret'), changeOfSecret),
      schema: {
        operationId: 'deleteSecret',
        response: { 204: nothing },
        tags: ['secrets'],
        summary: 'Delete a secret',
        params: secretPath,
      },
    },
    async ({ params }, reply) => {
      const deleted = await secrets.delete(params.space, params.name);
      if (!deleted)
        throw notFound(
          'SECRET',
          `secret "${params.name}" in space "${params.space}"`,
          `List them: raworc secret list -s ${params.space}.`,
        );
      return reply.status(204).send();
    },
  );
}
