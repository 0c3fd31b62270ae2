// Notices, in Kysely.

import type { NoticeKey, NoticeRow, Notices } from '../notices.ts';
import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import { insertUnlessTaken } from './insert.ts';

const codec = createCodec<NoticeRow>({});

const whereKey = ({ space, kind, subject }: NoticeKey) =>
  [
    ['space', space],
    ['kind', kind],
    ['subject', subject],
  ] as const;

export function createNoticesTable(db: Db): Notices {
  return {
    async list(space) {
      const rows = await db
        .selectFrom('notices')
        .selectAll()
        .where('space', '=', space)
        .orderBy('kind')
        .orderBy('subject')
        .execute();
      return rows.map(codec.decode);
    },
    insert: (row) => insertUnlessTaken(db.insertInto('notices').values(codec.encode(row))),
    async change(before, state, at) {
      const { numUpdatedRows } = await db
        .updateTable('notices')
        .set({ state, at, version: before.version + 1 })
        .where(({ and, eb }) => and(whereKey(before).map(([field, value]) => eb(field, '=', value))))
        .where('version', '=', before.version)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async deleteSpace(space) {
      await db.deleteFrom('notices').where('space', '=', space).execute();
    },
  };
}
