// The roles and bindings that Git declares, and those that are always there.

import { builtInRoles } from '../../../state/access/built-in-roles.ts';
import { ROOT_BINDING } from '../../../state/access/decide.ts';
import type { Grants } from '../../../state/store/grants.ts';
import { outsideOfSpaces } from '../access/needs.ts';
import { roleBindingListView, roleListView } from '../shapes/access.ts';
import { showGrant } from '../show/access.ts';
import type { Api } from '../typed.ts';

export interface GrantDeps {
  readonly grants: Pick<Grants, 'list'>;
}

export function grantRoutes(api: Api, { grants }: GrantDeps): void {
  const declared = async (kind: 'Role' | 'RoleBinding') =>
    (await grants.list()).filter((row) => row.kind === kind).map(showGrant);

  api.get(
    '/roles',
    {
      config: outsideOfSpaces('list', 'Role'),
      schema: {
        operationId: 'listRoles',
        response: { 200: roleListView },
        tags: ['access'],
        summary: 'Roles: those of Raworc, and those that Git declares',
      },
    },
    async () => ({
      items: [
        ...Object.entries(builtInRoles).map(([name, spec]) => ({
          name,
          spec,
          position: null,
          revision: null,
        })),
        ...(await declared('Role')),
      ],
      next: null,
    }),
  );

  api.get(
    '/role-bindings',
    {
      config: outsideOfSpaces('list', 'RoleBinding'),
      schema: {
        operationId: 'listRoleBindings',
        response: { 200: roleBindingListView },
        tags: ['access'],
        summary: 'Who has which role, and where',
      },
    },
    async () => ({
      items: [{ ...ROOT_BINDING, position: null, revision: null }, ...(await declared('RoleBinding'))],
      next: null,
    }),
  );
}
