// Sessions that were made ahead are not there for anybody who asks by their id, until they are claimed.

import { sessionNotFound } from '../errors.ts';
import type { EditSession } from '../session-edit.ts';

export function hideSlots(edit: EditSession): EditSession {
  return (id, by, work, seen) => {
    const hidden: typeof work = (session) => {
      if (session.row().warm) throw sessionNotFound(id);
      return work(session);
    };
    return edit(id, by, hidden, seen);
  };
}
