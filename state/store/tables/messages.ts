// What was said, in Kysely.

import type { Selectable } from 'kysely';
import type { SessionId } from '../../model/ids.ts';
import type { MessageRow, Messages } from '../messages.ts';
import type { Database, Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import { deleteBody, inlineBody, putBody, readBody } from './bodies.ts';
import { batchesOf, insertUnlessTaken, textLength } from './insert.ts';

const codec = createCodec<MessageRow, 'metadata'>({ json: ['metadata'], inner: ['seq', 'replyTo'] });

export function createMessagesTable(db: Db): Messages {
  async function decode(stored: Selectable<Database['messages']>): Promise<MessageRow> {
    return codec.decode({ ...stored, content: await readBody(db, stored.id, stored.content) });
  }
  const decodeAll = (rows: readonly Selectable<Database['messages']>[]) => Promise.all(rows.map(decode));

  return {
    async insert(row) {
      const isStored = await insertUnlessTaken(
        db.insertInto('messages').values({
          ...codec.encode(row),
          content: inlineBody(row.content),
          replyTo: row.role === 'agent' ? row.turnId : null,
        }),
      );
      if (isStored) await putBody(db, row.id, row.content);
      return isStored;
    },
    async insertAll(rows) {
      const stored = rows.map((row) => ({
        ...codec.encode(row),
        content: inlineBody(row.content),
        replyTo: null,
      }));
      for (const batch of batchesOf(stored, textLength)) {
        await db.insertInto('messages').values(batch).execute();
      }
      for (const { id, content } of rows) await putBody(db, id, content);
    },
    async get(id) {
      const row = await db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirst();
      return row && decode(row);
    },
    async list(sessionId, { limit, after }, first = 'oldest') {
      let query = db
        .selectFrom('messages')
        .selectAll()
        .where('sessionId', '=', sessionId)
        .where('parentTurnId', 'is', null)
        .orderBy('seq', first === 'oldest' ? 'asc' : 'desc')
        .limit(limit);
      if (after !== undefined) {
        const last = (db: Db) =>
          db
            .selectFrom('messages')
            .select('seq')
            .where('id', '=', after as MessageRow['id']);
        query = query.where('seq', first === 'oldest' ? '>' : '<', last(db));
      }
      return decodeAll(await query.execute());
    },
    async tail(sessionId, limit) {
      const newestFirst = await db
        .selectFrom('messages')
        .selectAll()
        .where('sessionId', '=', sessionId)
        .where('parentTurnId', 'is', null)
        .orderBy('seq', 'desc')
        .limit(limit)
        .execute();
      return decodeAll(newestFirst.toReversed());
    },
    async reply(turnId) {
      const row = await db
        .selectFrom('messages')
        .selectAll()
        .where('replyTo', '=', turnId)
        .executeTakeFirst();
      return row && decode(row);
    },
    async lastSpeaker(sessionId) {
      const row = await db
        .selectFrom('messages')
        .select('agent')
        .where('sessionId', '=', sessionId)
        .where('role', '=', 'agent')
        .where('parentTurnId', 'is', null)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.agent ?? undefined;
    },
    async address(id, agent) {
      await db.updateTable('messages').set({ agent }).where('id', '=', id).execute();
    },
  };
}

/** All of a session's. */
export async function forgetMessages(db: Db, sessionId: SessionId): Promise<void> {
  const large = await db
    .selectFrom('messages')
    .select('id')
    .where('sessionId', '=', sessionId)
    .where('content', 'is', null)
    .execute();
  for (const { id } of large) await deleteBody(db, id);
  await db.deleteFrom('messages').where('sessionId', '=', sessionId).execute();
}
