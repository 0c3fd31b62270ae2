// A session whose space went is had back while its workspace is kept: the same session, with its files and its history, in
// the space that is declared again or in another one. Nothing is copied, so one transaction is all of it.

import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { StoreTables } from '../../../state/store/store.ts';
import { closing, wrongState, workspaceGone } from '../errors.ts';
import { isKeptTooLong } from '../lifecycle/decide.ts';
import * as because from '../lifecycle/reasons.ts';
import type { EditSession } from '../session-edit.ts';
import { requireRoom, requireSpace } from './create.ts';
import { want } from './want.ts';

export interface Reopening {
  /** Left out, the space that it was in. */
  readonly space?: string;
  readonly by: string;
}

export type ReopenSession = (id: SessionId, input: Reopening) => Promise<SessionRow>;

export function createReopen(edit: EditSession): ReopenSession {
  return async function reopen(id, { space, by }) {
    const { row: reopened } = await edit(id, by, async (session) => {
      const { row, now, tables, move, patch } = session;
      const into = space ?? row().space;
      if (isSoAlready(row(), into)) return;
      requireKept(row(), now);
      const found = await requireSpace(tables, into);
      await requireRoom(tables, found);
      move('reopen', because.reopened);
      patch({
        space: into,
        agent: await agentIn(tables, into, row().agent),
        generation: row().generation + 1,
        containerId: null,
        // The image of then may be gone, and is not what the space runs now.
        image: null,
        buildId: null,
        keptUntil: null,
        keepAliveUntil: null,
        lastActivityAt: now,
      });
      await want(session, 'resume', { by, because: because.reopened });
    });
    return reopened;
  };
}

/** Where it was had back already. */
function isSoAlready({ state, target, space }: SessionRow, into: string): boolean {
  return state !== 'closed' && target !== 'closed' && space === into;
}

function requireKept({ id, state, target, keptUntil }: SessionRow, now: number): void {
  if (state !== 'closed') {
    if (target === 'closed') throw closing(id, state);
    throw wrongState(id, state, 'reopening');
  }
  if (keptUntil === null || isKeptTooLong({ keptUntil }, now)) throw workspaceGone(id);
}

async function agentIn({ agents }: StoreTables, space: string, agent: string | null): Promise<string | null> {
  if (agent === null) return null;
  return (await agents.get(space, agent)) === undefined ? null : agent;
}
