// Somebody wants a session left as it is for a while, whatever its space's idle times say.

import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import { closing, keepAliveTooLong, wrongState } from '../errors.ts';
import type { EditSession } from '../session-edit.ts';

/** Whoever wants it longer asks again, or declares other times in the space. */
export const LONGEST_KEEP_ALIVE_MS = 30 * 24 * 60 * 60_000;

/** Counted from now, whatever was asked before; 0 takes it back. */
export type KeepAlive = (id: SessionId, ms: number, by: string) => Promise<SessionRow>;

export function createKeepAlive(edit: EditSession): KeepAlive {
  return async function keepAlive(id, ms, by) {
    if (ms > LONGEST_KEEP_ALIVE_MS) throw keepAliveTooLong(LONGEST_KEEP_ALIVE_MS);
    const { row } = await edit(id, by, ({ row, patch, now }) => {
      const { state, target } = row();
      if (state === 'closed') throw wrongState(id, state, 'keeping it alive');
      if (target === 'closed') throw closing(id, state);
      patch({ keepAliveUntil: ms > 0 ? now + ms : null, lastActivityAt: now });
    });
    return row;
  };
}
