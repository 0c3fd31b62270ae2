// The roles that are there without being declared. Pure.

import type { BUILT_IN_ROLES, RoleSpec } from '../../schemas/kinds/role.ts';

export type BuiltInRole = (typeof BUILT_IN_ROLES)[number];

type Rule = RoleSpec['rules'][number];

const anyName = { names: ['*'] } as const;

const look: Rule = {
  kinds: ['Space', 'Agent', 'Session', 'Build', 'Revision'],
  verbs: ['get', 'list'],
  ...anyName,
};

/** Sessions of one's own, and the secrets that agents are given: written, never read. */
const work: readonly Rule[] = [
  { kinds: ['Session'], verbs: ['create', 'update', 'delete', 'talk', 'exec'], ...anyName },
  { kinds: ['Secret'], verbs: ['list', 'create', 'update', 'delete'], ...anyName },
];

/** What is declared, what is built, and everybody's sessions. */
const run: readonly Rule[] = [
  { kinds: ['Space', 'Agent'], verbs: ['create', 'update', 'delete', 'operate'], ...anyName },
  { kinds: ['Session', 'Build', 'Revision'], verbs: ['create', 'operate'], ...anyName },
];

export const builtInRoles: Readonly<Record<BuiltInRole, RoleSpec>> = {
  viewer: { rules: [look] },
  developer: { rules: [look, ...work] },
  operator: { rules: [look, ...work, ...run] },
  admin: { rules: [{ kinds: ['*'], verbs: ['*'], ...anyName }] },
};

export function isBuiltInRole(name: string): name is BuiltInRole {
  return Object.hasOwn(builtInRoles, name);
}
