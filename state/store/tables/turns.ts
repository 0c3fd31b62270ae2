// Turn rows, in Kysely.

import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import type { TurnRow, Turns } from '../turns.ts';
import { insertUnlessTaken } from './insert.ts';

/** A column of its own, so that the turns of an agent can be asked for. */
const agentOf = ({ route }: Pick<Partial<TurnRow>, 'route'>): string | null => route?.agent ?? null;

const codec = createCodec<TurnRow, 'route' | 'error' | 'usage'>({
  json: ['route', 'error', 'usage'],
  inner: ['seq', 'agent'],
});

export function createTurnsTable(db: Db): Turns {
  return {
    insert: (row) =>
      insertUnlessTaken(db.insertInto('turns').values({ ...codec.encode(row), agent: agentOf(row) })),
    async get(id) {
      const row = await db.selectFrom('turns').selectAll().where('id', '=', id).executeTakeFirst();
      return row && codec.decode(row);
    },
    async byIdempotencyKey(sessionId, key) {
      const row = await db
        .selectFrom('turns')
        .selectAll()
        .where('sessionId', '=', sessionId)
        .where('idempotencyKey', '=', key)
        .executeTakeFirst();
      return row && codec.decode(row);
    },
    async list(sessionId, states) {
      let query = db.selectFrom('turns').selectAll().where('sessionId', '=', sessionId).orderBy('seq');
      if (states !== undefined) query = query.where('state', 'in', states);
      return (await query.execute()).map(codec.decode);
    },
    async page(sessionId, { limit, after }, states) {
      let query = db
        .selectFrom('turns')
        .selectAll()
        .where('sessionId', '=', sessionId)
        .orderBy('seq', 'desc')
        .limit(limit);
      if (states !== undefined) query = query.where('state', 'in', states);
      if (after !== undefined) {
        const last = (db: Db) =>
          db
            .selectFrom('turns')
            .select('seq')
            .where('id', '=', after as TurnRow['id']);
        query = query.where('seq', '<', last(db));
      }
      return (await query.execute()).map(codec.decode);
    },
    async overdue(now) {
      const rows = await db
        .selectFrom('turns')
        .selectAll()
        .where('queueUntil', '<=', now)
        .where('state', '=', 'queued')
        .orderBy('queueUntil')
        .execute();
      return rows.map(codec.decode);
    },
    async lastDone(sessionId) {
      const row = await db
        .selectFrom('turns')
        .selectAll()
        .where('sessionId', '=', sessionId)
        .where('state', '=', 'done')
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && codec.decode(row);
    },
    async change(id, from, patch, attempt) {
      let statement = db
        .updateTable('turns')
        .set({ ...codec.encodePatch(patch), ...('route' in patch ? { agent: agentOf(patch) } : {}) })
        .where('id', '=', id)
        .where('state', 'in', from);
      if (attempt !== undefined) statement = statement.where('attempt', '=', attempt);
      const { numUpdatedRows } = await statement.executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async countUnfinished(sessionId) {
      const { unfinished } = await db
        .selectFrom('turns')
        .select(({ fn }) => fn.countAll<number>().as('unfinished'))
        .where('sessionId', '=', sessionId)
        .where('state', 'in', ['queued', 'running'])
        .executeTakeFirstOrThrow();
      return unfinished;
    },
    async countRunning(sessionId, agent) {
      let query = db
        .selectFrom('turns')
        .select(({ fn }) => fn.countAll<number>().as('running'))
        .where('sessionId', '=', sessionId)
        .where('state', '=', 'running');
      if (agent !== undefined) query = query.where('agent', '=', agent).where('heirId', 'is', null);
      return (await query.executeTakeFirstOrThrow()).running;
    },
    async waiting(sessionId, agent, limit) {
      const rows = await db
        .selectFrom('turns')
        .selectAll()
        .where('sessionId', '=', sessionId)
        .where('state', '=', 'queued')
        .where('agent', '=', agent)
        .orderBy(({ eb }) => eb('via', '!=', 'message'), 'desc')
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map(codec.decode);
    },
    async childrenOf(...parentIds) {
      if (parentIds.length === 0) return [];
      const rows = await db
        .selectFrom('turns')
        .selectAll()
        .where('parentId', 'in', parentIds)
        .orderBy('seq')
        .execute();
      return rows.map(codec.decode);
    },
    async byAskId(parentId, askId) {
      const row = await db
        .selectFrom('turns')
        .selectAll()
        .where('parentId', '=', parentId)
        .where('askId', '=', askId)
        .executeTakeFirst();
      return row && codec.decode(row);
    },
  };
}
