// The audit, in Kysely.

import type { Selectable } from 'kysely';
import type { Audit, LinkedAuditRow } from '../audit.ts';
import type { Database, Db } from '../schema.ts';
import { isDuplicate } from '../errors.ts';

const decode = (row: Selectable<Database['audit']>): LinkedAuditRow => ({ ...row, reason: row.reason ?? '' });

export function createAuditTable(db: Db): Audit {
  return {
    async add(row) {
      await db
        .insertInto('audit')
        .values({ ...row, link: null, hash: null })
        .execute();
    },
    async list({ space, account, kind, verb, decision, via, since, until }, { limit, after }) {
      let query = db.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(limit);
      if (space !== undefined) query = query.where('space', '=', space);
      if (account !== undefined) query = query.where('account', '=', account);
      if (kind !== undefined) query = query.where('kind', '=', kind);
      if (verb !== undefined) query = query.where('verb', '=', verb);
      if (decision !== undefined) query = query.where('decision', '=', decision);
      if (via !== undefined) query = query.where('via', '=', via);
      if (since !== undefined) query = query.where('at', '>=', since);
      if (until !== undefined) query = query.where('at', '<', until);
      if (after !== undefined) query = query.where('seq', '<', Number(after));
      return (await query.execute()).map(decode);
    },
    async unlinked(limit) {
      const rows = await db
        .selectFrom('audit')
        .selectAll()
        .where('link', 'is', null)
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map(decode);
    },
    async link(seq, link, hash) {
      try {
        const { numUpdatedRows } = await db
          .updateTable('audit')
          .set({ link, hash })
          .where('seq', '=', seq)
          .where('link', 'is', null)
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
    async chain(from, limit) {
      const rows = await db
        .selectFrom('audit')
        .selectAll()
        .where('link', '>=', from)
        .orderBy('link')
        .limit(limit)
        .execute();
      return rows.map(decode);
    },
    async cut(after, upTo) {
      const { numDeletedRows } = await db
        .deleteFrom('audit')
        .where('link', '>', after)
        .where('link', '<=', upTo)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
    async last() {
      const row = await db
        .selectFrom('audit')
        .selectAll()
        .where('link', 'is not', null)
        .orderBy('link', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && decode(row);
    },
  };
}
