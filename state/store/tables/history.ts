// What was carried out per space, in Kysely.

import type { Selectable } from 'kysely';
import type { History, HistoryRow } from '../history.ts';
import type { Database, Db } from '../schema.ts';
import { deleteBody, inlineBody, putBody, readBody } from './bodies.ts';

type RowKey = Pick<HistoryRow, 'space' | 'revision' | 'buildId'>;

const bodyOf = ({ space, revision, buildId }: RowKey) => `history/${space}/${revision}/${buildId}`;

export function createHistoryTable(db: Db): History {
  const newestFirst = () => db.selectFrom('history').selectAll().orderBy('appliedAt', 'desc');

  async function decode(row: Selectable<Database['history']>): Promise<HistoryRow> {
    return { ...row, snapshot: JSON.parse(await readBody(db, bodyOf(row), row.snapshot)) as unknown };
  }
  const decodeAll = (rows: readonly Selectable<Database['history']>[]) => Promise.all(rows.map(decode));

  async function deleteRows(rows: readonly RowKey[]): Promise<void> {
    for (const row of rows) {
      await deleteBody(db, bodyOf(row));
      await db
        .deleteFrom('history')
        .where('space', '=', row.space)
        .where('revision', '=', row.revision)
        .where('buildId', '=', row.buildId)
        .execute();
    }
  }
  const keysOf = (space: string) =>
    db
      .selectFrom('history')
      .select(['space', 'revision', 'buildId'])
      .where('space', '=', space)
      .orderBy('appliedAt', 'desc')
      .execute();

  return {
    async put(row) {
      const { numUpdatedRows } = await db
        .updateTable('history')
        .set({ appliedAt: row.appliedAt })
        .where('space', '=', row.space)
        .where('revision', '=', row.revision)
        .where('buildId', '=', row.buildId)
        .executeTakeFirst();
      if (numUpdatedRows > 0n) return;
      const snapshot = JSON.stringify(row.snapshot ?? null);
      await putBody(db, bodyOf(row), snapshot);
      await db
        .insertInto('history')
        .values({ ...row, snapshot: inlineBody(snapshot) })
        .execute();
    },
    async list(space, limit) {
      return decodeAll(await newestFirst().where('space', '=', space).limit(limit).execute());
    },
    async get(space, revision) {
      const row = await newestFirst()
        .where('space', '=', space)
        .where('revision', '=', revision)
        .limit(1)
        .executeTakeFirst();
      return row && decode(row);
    },
    async trim(space, keep) {
      await deleteRows((await keysOf(space)).slice(keep));
    },
    async deleteSpace(space) {
      await deleteRows(await keysOf(space));
    },
  };
}
