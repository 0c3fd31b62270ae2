// A session is closed because its space goes. Nobody said that of this session, so its workspace is kept for a while: the
// row says until when before anything is removed.

import type { SessionId } from '../../../state/model/ids.ts';
import * as because from '../lifecycle/reasons.ts';
import type { EditSession } from '../session-edit.ts';
import { want } from './want.ts';

export interface PruneDeps {
  readonly edit: EditSession;
  /** Milliseconds; 0: not at all. */
  readonly keepMs: number;
}

/** One that is closed or being closed already stays as whoever asked for that wanted it. */
export type PruneSession = (id: SessionId) => Promise<void>;

/** As near to for ever as a time can be told. */
const LATEST = Date.UTC(9999, 11, 31);

export function createPrune({ edit, keepMs }: PruneDeps): PruneSession {
  return async function prune(id) {
    await edit(id, 'reconciler', async (session) => {
      const { state, target, awaits } = session.row();
      if (state === 'closed' || target === 'closed') return;
      // What is not complete yet is of no use to anybody.
      const isKept = keepMs > 0 && awaits === null;
      const keptUntil = isKept ? Math.min(session.now + keepMs, LATEST) : null;
      session.patch({ keptUntil });
      await want(session, 'close', {
        by: 'reconciler',
        because: because.spaceRemoved(session.row(), keptUntil),
      });
    });
  };
}
