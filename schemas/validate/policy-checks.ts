// What the schemas of Role, RoleBinding and Secret cannot say.

import { BUILT_IN_ROLES } from '../kinds/role.ts';
import type { Finding } from './finding.ts';

/** A role by one of the runtime's own names would seem to change what that name means. */
export function checkRole(name: string): readonly Finding[] {
  if (!(BUILT_IN_ROLES as readonly string[]).includes(name)) return [];
  return [
    {
      code: 'not-allowed',
      path: ['metadata', 'name'],
      at: 'value',
      message: `The role ${name} is built in and cannot be declared.`,
      expected: 'another name',
    },
  ];
}

/** Read and reviewed, and without effect as long as this version does not carry it out: nobody may rely on it. */
export function notEnforced(kind: 'Role' | 'RoleBinding' | 'Secret'): readonly Finding[] {
  return [
    {
      code: 'not-enforced',
      severity: 'warning',
      path: ['kind'],
      at: 'value',
      message: `This version reads and reviews a ${kind}, and does not carry it out yet.`,
    },
  ];
}
