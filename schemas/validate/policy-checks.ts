// What the schema of Role cannot say.

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
