// What people approved, in Kysely.

import type { ApprovalRow, Approvals } from '../approvals.ts';
import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import { insertUnlessTaken } from './insert.ts';

const codec = createCodec<ApprovalRow, 'pins'>({ json: ['pins'] });

export function createApprovalsTable(db: Db): Approvals {
  return {
    async add(approval) {
      await insertUnlessTaken(db.insertInto('approvals').values(codec.encode(approval)));
    },
    async withdraw(repo, pull, by) {
      const theirs = { repo, pull, by };
      const rows = await db
        .selectFrom('approvals')
        .selectAll()
        .where((where) => where.and(theirs))
        .orderBy('space')
        .execute();
      if (rows.length > 0)
        await db
          .deleteFrom('approvals')
          .where((where) => where.and(theirs))
          .execute();
      return rows.map(codec.decode);
    },
    async get(space, reviewHash) {
      const row = await db
        .selectFrom('approvals')
        .selectAll()
        .where('space', '=', space)
        .where('reviewHash', '=', reviewHash)
        .orderBy('at')
        .limit(1)
        .executeTakeFirst();
      return row && codec.decode(row);
    },
    async newest(space, limit) {
      const rows = await db
        .selectFrom('approvals')
        .selectAll()
        .where('space', '=', space)
        .orderBy('at', 'desc')
        .orderBy('reviewHash')
        .limit(limit)
        .execute();
      return rows.map(codec.decode);
    },
    async deleteBefore(at) {
      const { numDeletedRows } = await db.deleteFrom('approvals').where('at', '<', at).executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}
