// People of GitHub, in Kysely.

import type { GitHubPeople, GitHubTeamRow } from '../github-people.ts';
import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import { insertUnlessTaken } from './insert.ts';

const codec = createCodec<GitHubTeamRow, 'members'>({ json: ['members'] });

export function createGitHubPeopleTable(db: Db): GitHubPeople {
  async function idOf(login: string): Promise<number | undefined> {
    const row = await db
      .selectFrom('githubLogins')
      .select('githubId')
      .where('login', '=', login)
      .executeTakeFirst();
    return row?.githubId;
  }

  return {
    idOf,
    async remember(login, githubId, since) {
      const known = await idOf(login);
      if (known !== undefined) return known;
      await insertUnlessTaken(db.insertInto('githubLogins').values({ login, githubId, since }));
      return (await idOf(login)) ?? githubId;
    },
    async forget(login) {
      await db.deleteFrom('githubLogins').where('login', '=', login).execute();
    },
    async keepOnly(logins) {
      const known = await db.selectFrom('githubLogins').select('login').execute();
      const kept = new Set(logins);
      for (const { login } of known)
        if (!kept.has(login)) await db.deleteFrom('githubLogins').where('login', '=', login).execute();
    },
    async teams() {
      const rows = await db.selectFrom('githubTeams').selectAll().orderBy('team').execute();
      return rows.map(codec.decode);
    },
    async putTeam(row) {
      await db.replaceInto('githubTeams').values(codec.encode(row)).execute();
    },
    async deleteTeam(team) {
      await db.deleteFrom('githubTeams').where('team', '=', team).execute();
    },
  };
}
