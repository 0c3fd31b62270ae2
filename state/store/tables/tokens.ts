// Hashes of API tokens, in Kysely.

import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import type { TokenRow, Tokens } from '../tokens.ts';

const codec = createCodec<TokenRow, 'scopes' | 'spaces'>({ json: ['scopes', 'spaces'] });

export function createTokensTable(db: Db): Tokens {
  return {
    async put(row) {
      await db.replaceInto('tokens').values(codec.encode(row)).execute();
    },
    async bearer(hash) {
      const found = await db
        .selectFrom('tokens')
        .leftJoin('accounts', (join) =>
          join.onRef('accounts.kind', '=', 'tokens.kind').onRef('accounts.name', '=', 'tokens.account'),
        )
        .selectAll('tokens')
        .select(['accounts.teams', 'accounts.teamsUntil', 'accounts.disabledAt'])
        .where('tokens.hash', '=', hash)
        .executeTakeFirst();
      if (found === undefined) return undefined;
      const { teams, teamsUntil, disabledAt, ...row } = found;
      return {
        row: codec.decode(row),
        teams: teams === null ? [] : (JSON.parse(teams) as string[]),
        teamsUntil,
        isDisabled: disabledAt !== null,
      };
    },
    async list(account) {
      let query = db.selectFrom('tokens').selectAll().orderBy('id');
      if (account !== undefined) query = query.where('account', '=', account);
      return (await query.execute()).map(codec.decode);
    },
    async page({ account, kind }, { limit, after = '' }) {
      const rows = await db
        .selectFrom('tokens')
        .selectAll()
        .where('account', '=', account)
        .where('kind', '=', kind)
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(codec.decode);
    },
    async get(id) {
      const row = await db.selectFrom('tokens').selectAll().where('id', '=', id).executeTakeFirst();
      return row && codec.decode(row);
    },
    async touch(id, now) {
      await db
        .updateTable('tokens')
        .set({ lastUsedAt: now })
        .where('id', '=', id)
        .where(({ or, eb }) => or([eb('lastUsedAt', 'is', null), eb('lastUsedAt', '<', now)]))
        .execute();
    },
    async delete(id) {
      const { numDeletedRows } = await db.deleteFrom('tokens').where('id', '=', id).executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}
