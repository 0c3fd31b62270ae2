// Session rows, in Kysely.

import type { StoreDialect } from '../dialect.ts';
import type { Db } from '../schema.ts';
import type { LogEntry } from '../session-events.ts';
import type { SessionRow, Sessions } from '../sessions.ts';
import { createCodec } from '../stored.ts';
import { insertUnlessTaken, unlessTaken } from './insert.ts';
import { forgetMessages } from './messages.ts';
import { forgetEvents, insertEvents } from './session-events.ts';

const codec = createCodec<SessionRow, 'metadata' | 'asked', 'warm'>({
  json: ['metadata', 'asked'],
  flags: ['warm'],
  inner: ['lastEvent'],
});

export function createSessionsTable(db: Db, dialect: StoreDialect): Sessions {
  const get: Sessions['get'] = async (id) => {
    const row = await db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst();
    return row && codec.decode(row);
  };

  async function changeAndLog(before: SessionRow, patch: Partial<SessionRow>, entry: LogEntry) {
    const { id, version } = before;
    const set = { ...codec.encodePatch(patch), version: version + 1 };
    const newest = await dialect.countEvents(db, id, entry.events.length, { from: version, set });
    if (newest === 0) return undefined;
    const logged = await insertEvents(db, id, entry, newest);
    return { row: { ...before, ...patch, version: version + 1 }, logged };
  }

  return {
    get,
    insert: (row) => insertUnlessTaken(db.insertInto('sessions').values(codec.encode(row))),
    async byIdempotencyKey(key) {
      const row = await db
        .selectFrom('sessions')
        .selectAll()
        .where('idempotencyKey', '=', key)
        .executeTakeFirst();
      return row && codec.decode(row);
    },
    async list({ space, spaces, states, kept }, { limit, after }) {
      if (spaces?.length === 0) return [];
      // Ids begin with the time at which they were made.
      let query = db
        .selectFrom('sessions')
        .selectAll()
        .where('warm', '=', 0)
        .orderBy('id', 'desc')
        .limit(limit);
      if (space !== undefined) query = query.where('space', '=', space);
      if (spaces !== undefined) query = query.where('space', 'in', spaces);
      if (states !== undefined) query = query.where('state', 'in', states);
      if (kept === true) query = query.where('state', '=', 'closed').where('keptUntil', '>', 0);
      if (after !== undefined) query = query.where('id', '<', after as SessionRow['id']);
      return (await query.execute()).map(codec.decode);
    },
    async open(space) {
      let query = db.selectFrom('sessions').selectAll().where('state', '<>', 'closed').orderBy('id');
      if (space !== undefined) query = query.where('space', '=', space);
      return (await query.execute()).map(codec.decode);
    },
    async withWorkspace() {
      const rows = await db
        .selectFrom('sessions')
        .selectAll()
        .where(({ or, eb }) => or([eb('state', '<>', 'closed'), eb('keptUntil', 'is not', null)]))
        .orderBy('id')
        .execute();
      return rows.map(codec.decode);
    },
    async countKept() {
      const rows = await db
        .selectFrom('sessions')
        .select(({ fn }) => [
          'space',
          fn.countAll<number>().as('sessions'),
          fn.min<number>('keptUntil').as('until'),
        ])
        .where('state', '=', 'closed')
        .where('keptUntil', '>', 0)
        .groupBy('space')
        .orderBy('space')
        .execute();
      return rows.map(({ space, sessions, until }) => ({ space, sessions, until }));
    },
    async overdue(now) {
      const rows = await db
        .selectFrom('sessions')
        .selectAll()
        .where('deadlineAt', '<', now)
        .orderBy('deadlineAt')
        .execute();
      return rows.map(codec.decode);
    },
    async countByState() {
      const rows = await db
        .selectFrom('sessions')
        .select(({ fn }) => ['space', 'state', 'warm', fn.countAll<number>().as('count')])
        .where('state', '<>', 'closed')
        .groupBy(['space', 'state', 'warm'])
        .execute();
      return rows.map(({ space, state, warm, count }) => ({ space, state, warm: warm === 1, count }));
    },
    async countPausedFor(reason) {
      return db
        .selectFrom('sessions')
        .select(({ fn }) => ['space', fn.countAll<number>().as('count')])
        .where('state', '=', 'paused')
        .where('reason', '=', reason)
        .groupBy('space')
        .execute();
    },
    async countOpen(space) {
      const { open } = await db
        .selectFrom('sessions')
        .select(({ fn }) => fn.countAll<number>().as('open'))
        .where('space', '=', space)
        .where('state', '<>', 'closed')
        .where('warm', '=', 0)
        .executeTakeFirstOrThrow();
      return open;
    },
    async forksOf(id, limit) {
      const query = db.selectFrom('sessions').selectAll().where('parentId', '=', id).orderBy('id');
      const rows = await (limit === undefined ? query : query.limit(limit)).execute();
      return rows.map(codec.decode);
    },
    async awaitingCopyOf(id) {
      const rows = await db
        .selectFrom('sessions')
        .selectAll()
        .where('parentId', '=', id)
        .where('awaits', '=', 'copy')
        .where('state', '<>', 'closed')
        .orderBy('id')
        .execute();
      return rows.map(codec.decode);
    },
    async warm(space) {
      let query = db
        .selectFrom('sessions')
        .selectAll()
        .where('state', '<>', 'closed')
        .where('warm', '=', 1)
        .orderBy('id');
      if (space !== undefined) query = query.where('space', '=', space);
      return (await query.execute()).map(codec.decode);
    },
    async deleteClosedWarm(space) {
      const rows = await db
        .selectFrom('sessions')
        .select('id')
        .where('space', '=', space)
        .where('state', '=', 'closed')
        .where('warm', '=', 1)
        .execute();
      for (const { id } of rows) {
        await db.deleteFrom('sessionEvents').where('sessionId', '=', id).execute();
        await db.deleteFrom('sessions').where('id', '=', id).execute();
      }
    },
    async change(id, expected, patch) {
      const before = typeof expected === 'number' ? await get(id) : expected;
      const version = typeof expected === 'number' ? expected : expected.version;
      if (before?.version !== version) return undefined;
      const { numUpdatedRows } = await db
        .updateTable('sessions')
        .set({ ...codec.encodePatch(patch), version: version + 1 })
        .where('id', '=', id)
        .where('version', '=', version)
        .executeTakeFirst();
      return numUpdatedRows > 0n ? { ...before, ...patch, version: version + 1 } : undefined;
    },
    changeAndLog,
    async claim(before, owner, entry) {
      const claimed = changeAndLog(before, { ...owner, warm: false, slot: null }, entry);
      return (await unlessTaken(claimed))?.row;
    },
    async touch(ids, now) {
      if (ids.length === 0) return;
      await db
        .updateTable('sessions')
        .set({ lastActivityAt: now })
        .where('id', 'in', ids)
        .where('lastActivityAt', '<', now)
        .execute();
    },
    async resting(space, states, limit) {
      if (states.length === 0) return [];
      const rows = await db
        .selectFrom('sessions')
        .selectAll()
        .where('space', '=', space)
        .where('warm', '=', 0)
        .where(({ and, or, eb }) =>
          or(
            states.map(({ state, before }) =>
              and([
                eb('state', '=', state),
                eb('lastActivityAt', '<=', before),
                or([eb('keepAliveUntil', 'is', null), eb('keepAliveUntil', '<=', before)]),
              ]),
            ),
          ),
        )
        .orderBy('lastActivityAt')
        .limit(limit)
        .execute();
      return rows.map(codec.decode);
    },
    async pullBack(now) {
      await db
        .updateTable('sessions')
        .set({ lastActivityAt: now })
        .where('lastActivityAt', '>', now)
        .where('state', '<>', 'closed')
        .execute();
    },
    async closedBefore(before, { limit, after = '', warm }) {
      const rows = await db
        .selectFrom('sessions')
        .selectAll()
        .where('state', '=', 'closed')
        .where('id', '>', after as SessionRow['id'])
        .where('keptUntil', 'is', null)
        .where('since', '<', before)
        .where('warm', '=', warm ? 1 : 0)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('sessions as forks')
                .select('forks.id')
                .whereRef('forks.parentId', '=', 'sessions.id'),
            ),
          ),
        )
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(codec.decode);
    },
    async forget(id) {
      const { numDeletedRows } = await db
        .deleteFrom('sessions')
        .where('id', '=', id)
        .where('state', '=', 'closed')
        .where('keptUntil', 'is', null)
        .executeTakeFirst();
      if (numDeletedRows === 0n) return false;
      await forgetMessages(db, id);
      await forgetEvents(db, id);
      await db.deleteFrom('turns').where('sessionId', '=', id).execute();
      return true;
    },
    async pausedBeyond(most) {
      const paused = () =>
        db.selectFrom('sessions').where('state', '=', 'paused').where('target', '=', 'paused');
      const { count } = await paused()
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      if (count <= most) return [];
      const rows = await paused()
        .selectAll()
        // `busy` comes before `idle`.
        .orderBy('beforePause', 'desc')
        .orderBy('since')
        .orderBy('id')
        .limit(count - most)
        .execute();
      return rows.map(codec.decode);
    },
  };
}
