// The processes of this installation and what they hold, in Kysely.

import type { ProcessRow, Processes } from '../processes.ts';
import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import { insertUnlessTaken } from './insert.ts';

const codec = createCodec<ProcessRow>({});

export function createProcessesTable(db: Db): Processes {
  return {
    async add(row) {
      await db.insertInto('processes').values(codec.encode(row)).execute();
    },
    async seen(id, at) {
      const { numUpdatedRows } = await db
        .updateTable('processes')
        .set({ seenAt: at })
        .where('id', '=', id)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async list() {
      const rows = await db.selectFrom('processes').selectAll().orderBy('startedAt').orderBy('id').execute();
      return rows.map(codec.decode);
    },
    async remove(id) {
      await db.deleteFrom('heldSessions').where('process', '=', id).execute();
      await db.deleteFrom('processes').where('id', '=', id).execute();
    },
    async hold(session, process) {
      const { numUpdatedRows } = await db
        .updateTable('heldSessions')
        .set({ process })
        .where('session', '=', session)
        .executeTakeFirst();
      if (numUpdatedRows === 0n)
        await insertUnlessTaken(db.insertInto('heldSessions').values({ session, process }));
    },
    async holderOf(session) {
      const row = await db
        .selectFrom('heldSessions')
        .select('process')
        .where('session', '=', session)
        .executeTakeFirst();
      return row?.process;
    },
  };
}
