// Who may do what.

import type { GitHub, Permission, Person } from '../github.ts';
import type { Call } from './call.ts';
import { fieldsOf, wordOf } from './fields.ts';
import { unlessAbsent } from './unless-absent.ts';

const permissions: readonly Permission[] = ['admin', 'write', 'read', 'none'];

export function createPeople(call: Call): Pick<GitHub, 'permission' | 'teamMembers'> {
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
    teamMembers: (repo, team, most, waiting) =>
      call(
        repo,
        ({ pages }) =>
          unlessAbsent(async () => {
            const [org, team_slug] = team.split('/');
            const members: Person[] = [];
            for await (const page of pages('GET /orgs/{org}/teams/{team_slug}/members', { org, team_slug })) {
              members.push(...page.map(personIn));
              if (members.length >= most) break;
            }
            return members.slice(0, most);
          }),
        waiting,
      ),
  };
}

function personIn(value: unknown): Person {
  const person = fieldsOf(value, 'member');
  return { id: person.number('id'), login: person.text('login') };
}
