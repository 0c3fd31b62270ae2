// The event log of each session, in Kysely.

import type { Selectable } from 'kysely';
import type { SessionId } from '../../model/ids.ts';
import type { LoggedEvent } from '../../model/session-event.ts';
import { sessionMissing } from '../errors.ts';
import type { StoreDialect } from '../dialect.ts';
import type { Database, Db } from '../schema.ts';
import type { LogEntry, SessionEvents } from '../session-events.ts';
import { deleteBody, inlineBody, putBody, readBody } from './bodies.ts';

const bodyOf = (sessionId: string, seq: number) => `${sessionId}/${seq}`;

export function createSessionEventsTable(db: Db, dialect: StoreDialect): SessionEvents {
  async function decode(row: Selectable<Database['sessionEvents']>): Promise<LoggedEvent> {
    const { sessionId, data, ...event } = row;
    const text = await readBody(db, bodyOf(sessionId, event.seq), data);
    return { ...event, data: JSON.parse(text) as unknown } as LoggedEvent;
  }
  const last: SessionEvents['last'] = async (sessionId) => {
    const row = await db
      .selectFrom('sessions')
      .select('lastEvent')
      .where('id', '=', sessionId)
      .executeTakeFirst();
    return row?.lastEvent ?? 0;
  };

  return {
    last,
    async append(sessionId, events, by, now) {
      if (events.length === 0) return [];
      const newest = await dialect.countEvents(db, sessionId, events.length);
      if (newest === 0) throw sessionMissing(sessionId);
      return insertEvents(db, sessionId, { events, by, now }, newest);
    },
    async list(sessionId, after, limit) {
      const rows = await db
        .selectFrom('sessionEvents')
        .selectAll()
        .where('sessionId', '=', sessionId)
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(limit)
        .execute();
      return Promise.all(rows.map(decode));
    },
  };
}

/** Appends entries that are counted already: the last of them has the number `newest`. */
export async function insertEvents(
  db: Db,
  sessionId: SessionId,
  { events, by, now }: LogEntry,
  newest: number,
): Promise<readonly LoggedEvent[]> {
  const first = newest - events.length + 1;
  const logged = events.map((event, index) => ({ ...event, seq: first + index, at: now, by }));
  const rows = logged.map(({ seq, type, data }) => ({ seq, type, text: JSON.stringify(data) }));
  for (const { seq, text } of rows) await putBody(db, bodyOf(sessionId, seq), text);
  await db
    .insertInto('sessionEvents')
    .values(
      rows.map(({ seq, type, text }) => ({ sessionId, seq, at: now, by, type, data: inlineBody(text) })),
    )
    .execute();
  return logged;
}

/** All of a session's. */
export async function forgetEvents(db: Db, sessionId: SessionId): Promise<void> {
  const large = await db
    .selectFrom('sessionEvents')
    .select('seq')
    .where('sessionId', '=', sessionId)
    .where('data', 'is', null)
    .execute();
  for (const { seq } of large) await deleteBody(db, bodyOf(sessionId, seq));
  await db.deleteFrom('sessionEvents').where('sessionId', '=', sessionId).execute();
}
