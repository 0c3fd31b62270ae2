// Sessions as this process left them at the end of a turn: nothing open, everything that was said known. Whoever then
// changes the row at exactly that version need read nothing of the session, for every turn and message changes it.

import type { SessionId } from '../../../state/model/ids.ts';
import type { MessageRow } from '../../../state/store/messages.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import { HISTORY_ROWS } from './history.ts';

export interface AtRest {
  readonly row: SessionRow;
  /** The newest messages, oldest first. */
  readonly newest: readonly MessageRow[];
}

export interface SessionsAtRest {
  put(rest: AtRest): void;
  /** Once: who takes it either changes the session or finds that it has changed. */
  take(id: SessionId): AtRest | undefined;
}

const MOST_SESSIONS = 500;
/** UTF-16 units of one session's messages; of longer ones nothing is kept. */
const MOST_TEXT = 64 * 1024;

export function createSessionsAtRest(): SessionsAtRest {
  const kept = new Map<SessionId, AtRest>();

  return {
    put({ row, newest: all }) {
      const newest = all.slice(-HISTORY_ROWS);
      const length = newest.reduce((sum, { content }) => sum + content.length, 0);
      if (length > MOST_TEXT) return;
      kept.set(row.id, { row, newest });
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST_SESSIONS) return;
        kept.delete(oldest);
      }
    },
    take(id) {
      const rest = kept.get(id);
      kept.delete(id);
      return rest;
    },
  };
}
