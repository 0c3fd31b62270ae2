// Schedules, in Kysely.

import type { Db } from '../schema.ts';
import type { ScheduleKey, ScheduleRow, Schedules } from '../schedules.ts';
import { createCodec } from '../stored.ts';
import { insertUnlessTaken } from './insert.ts';

const codec = createCodec<ScheduleRow, 'spec' | 'lastError'>({ json: ['spec', 'lastError'] });

export function createSchedulesTable(db: Db): Schedules {
  return {
    async list(space) {
      let query = db.selectFrom('schedules').selectAll().orderBy('space').orderBy('agent').orderBy('name');
      if (space !== undefined) query = query.where('space', '=', space);
      return (await query.execute()).map(codec.decode);
    },
    insert: (row) => insertUnlessTaken(db.insertInto('schedules').values(codec.encode(row))),
    async change(before, patch) {
      const version = before.version + 1;
      const { numUpdatedRows } = await db
        .updateTable('schedules')
        .set({ ...codec.encodePatch(patch), version })
        .where(({ and, eb }) => and(whereKey(before).map(([field, value]) => eb(field, '=', value))))
        .where('version', '=', before.version)
        .executeTakeFirst();
      return numUpdatedRows > 0n ? { ...before, ...patch, version } : undefined;
    },
    async delete(key) {
      await db
        .deleteFrom('schedules')
        .where(({ and, eb }) => and(whereKey(key).map(([field, value]) => eb(field, '=', value))))
        .execute();
    },
    async deleteSpace(space) {
      await db.deleteFrom('schedules').where('space', '=', space).execute();
    },
  };
}

const whereKey = ({ space, agent, name }: ScheduleKey) =>
  [
    ['space', space],
    ['agent', agent],
    ['name', name],
  ] as const;
