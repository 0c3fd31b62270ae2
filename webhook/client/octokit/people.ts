// Who may do what.

import type { GitHub, Permission } from '../github.ts';
import type { Call } from './call.ts';
import { fieldsOf, wordOf } from './fields.ts';
import { unlessAbsent } from './unless-absent.ts';

const permissions: readonly Permission[] = ['admin', 'write', 'read', 'none'];

export function createPeople(call: Call): Pick<GitHub, 'permission'> {
  return {
    permission: (repo, login, waiting) =>
      call(
        repo,
        async ({ request, at }) => {
          const found = await unlessAbsent(async () => {
            const { data } = await request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', {
              ...at,
              username: login,
            });
            return wordOf(permissions, fieldsOf(data, 'permission').text('permission'), 'permission');
          });
          return found ?? 'none';
        },
        waiting,
      ),
  };
}
