// People of GitHub: which id a login had when it was first met, and who was in which team when somebody looked last.

import * as of from './column-types.ts';
import type { Migration } from './step.ts';

export const githubPeople: Migration = {
  number: 9,
  steps: [
    {
      type: 'create-table',
      table: 'githubLogins',
      columns: { login: of.word, githubId: of.count, since: of.time },
      primaryKey: ['login'],
    },
    {
      type: 'create-table',
      table: 'githubTeams',
      columns: {
        team: of.key,
        members: of.textOrNull,
        asOf: of.timeOrNull,
        askedAt: of.time,
        problem: of.textOrNull,
      },
      primaryKey: ['team'],
    },
    { type: 'add-column', table: 'accounts', column: 'teamsUntil', columnType: of.timeOrNull },
  ],
};
