// The newest messages of the sessions in which something is said: kept, so that a turn reads only what is new.

import type { SessionId } from '../../../state/model/ids.ts';
import type { MessageRow } from '../../../state/store/messages.ts';
import type { Store } from '../../../state/store/store.ts';
import { HISTORY_ROWS } from './history.ts';

/** Oldest first. */
export type RecentMessages = (id: SessionId) => Promise<readonly MessageRow[]>;

const MOST_SESSIONS = 500;
/** UTF-16 units of one session's messages; of longer ones nothing is kept. */
const MOST_TEXT = 64 * 1024;

export function createRecentMessages({ messages }: Pick<Store, 'messages'>): RecentMessages {
  const kept = new Map<SessionId, readonly MessageRow[]>();

  async function read(id: SessionId): Promise<readonly MessageRow[]> {
    const before = kept.get(id);
    const last = before?.at(-1);
    if (before === undefined || last === undefined) return messages.tail(id, HISTORY_ROWS);
    const since = await messages.list(id, { after: last.id, limit: HISTORY_ROWS });
    // So much is new that there may be more.
    if (since.length === HISTORY_ROWS) return messages.tail(id, HISTORY_ROWS);
    return [...before, ...since].slice(-HISTORY_ROWS);
  }

  function keep(id: SessionId, newest: readonly MessageRow[]): void {
    // Put at the end: what was used least recently goes first.
    kept.delete(id);
    const length = newest.reduce((sum, { content }) => sum + content.length, 0);
    if (length <= MOST_TEXT) kept.set(id, newest);
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_SESSIONS) return;
      kept.delete(oldest);
    }
  }

  return async function recent(id) {
    const newest = await read(id);
    keep(id, newest);
    return newest;
  };
}
