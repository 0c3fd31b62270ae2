// Accounts, in Kysely.

import { sql, type SqlBool } from 'kysely';
import type { AccountRow, Accounts } from '../accounts.ts';
import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import { insertUnlessTaken } from './insert.ts';

const codec = createCodec<AccountRow, 'teams'>({ json: ['teams'] });

export function createAccountsTable(db: Db): Accounts {
  return {
    insert: (row) => insertUnlessTaken(db.insertInto('accounts').values(codec.encode(row))),
    async get(kind, name) {
      const row = await db
        .selectFrom('accounts')
        .selectAll()
        .where('kind', '=', kind)
        .where('name', '=', name)
        .executeTakeFirst();
      return row && codec.decode(row);
    },
    async byGithubLogin(login) {
      const row = await db
        .selectFrom('accounts')
        .selectAll()
        .where('githubLogin', '=', login)
        .executeTakeFirst();
      return row && codec.decode(row);
    },
    async list() {
      const rows = await db.selectFrom('accounts').selectAll().orderBy('kind').orderBy('name').execute();
      return rows.map(codec.decode);
    },
    async page({ limit, after }) {
      let query = db.selectFrom('accounts').selectAll().orderBy('kind').orderBy('name').limit(limit);
      if (after !== undefined) {
        const [kind = '', name = ''] = after.split('/', 2);
        query = query.where(sql<SqlBool>`(kind > ${kind} or (kind = ${kind} and name > ${name}))`);
      }
      return (await query.execute()).map(codec.decode);
    },
    async update(kind, name, patch) {
      const { numUpdatedRows } = await db
        .updateTable('accounts')
        .set(codec.encodePatch(patch))
        .where('kind', '=', kind)
        .where('name', '=', name)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async delete(kind, name) {
      const { numDeletedRows } = await db
        .deleteFrom('accounts')
        .where('kind', '=', kind)
        .where('name', '=', name)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}
