// A session is written down first, however it comes about: created, forked or imported.

import type { SessionEvent } from '../../../state/model/session-event.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { StoreTables } from '../../../state/store/store.ts';

/** The row and its first event; false where the idempotency key is taken. */
export async function insertFirst(tables: StoreTables, row: SessionRow): Promise<boolean> {
  if (!(await tables.sessions.insert(row))) return false;
  const { reason, message, hint, createdBy, createdAt } = row;
  const data = { from: null, reason, message, ...(hint === null ? {} : { hint }) };
  const event: SessionEvent = { type: 'session.init', data };
  await tables.events.append(row.id, [event], createdBy, createdAt);
  return true;
}
