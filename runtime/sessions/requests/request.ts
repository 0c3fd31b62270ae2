// What people want of a session is written down; the `session/{id}` run makes it so.

import type { SessionId } from '../../../state/model/ids.ts';
import { nextState, sessionRequests, type SessionRequest } from '../../../state/model/session-state.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import { closing, wrongState } from '../errors.ts';
import * as because from '../lifecycle/reasons.ts';
import type { EditSession, SessionEdit } from '../session-edit.ts';
import { want } from './want.ts';

export interface Requested {
  readonly row: SessionRow;
  /** Turns that were cancelled by it. */
  readonly cancelled: number;
}

export function createRequest(
  edit: EditSession,
): (id: SessionId, request: SessionRequest, by: string) => Promise<Requested> {
  return async function ask(id, request, by) {
    const { row, result } = await edit(id, by, async (session) => {
      if (request === 'close') letGo(session, by);
      if (isSoAlready(session.row(), request)) return 0;
      requireLegal(session.row(), request);
      const why = request === 'retry' ? because.retriedAfter(session.row()) : null;
      if (why !== null) retry(session, why);
      session.patch({ lastActivityAt: session.now });
      return want(session, request, { by, because: why });
    });
    return { row, cancelled: result };
  };
}

function isSoAlready({ state, target }: SessionRow, request: SessionRequest): boolean {
  if (request === 'close') return state === 'closed' || target === 'closed';
  if (request === 'retry') return false;
  if (target === 'closed') return false;
  const isRunning = state === 'idle' || state === 'busy' || state === 'init';
  if (request === 'resume') return isRunning && target === 'running';
  return state === sessionRequests[request].target && target === sessionRequests[request].target;
}

function requireLegal({ id, state, target }: SessionRow, request: SessionRequest): void {
  if (target === 'closed') throw closing(id, state);
  if (state !== 'error' && state !== 'closed') {
    // Nothing came of what somebody else wanted yet.
    const isTakenBack =
      request === 'resume' ? target !== 'running' : state === sessionRequests[request].target;
    if (isTakenBack) return;
  }
  if (nextState(state, sessionRequests[request].cause) === undefined) throw wrongState(id, state, request);
}

/** What the removal of its space left of it, a person wants no more. */
function letGo({ row, patch, now }: SessionEdit, by: string): void {
  const { state, target, keptUntil } = row();
  if (target !== 'closed' || keptUntil === null || keptUntil === 0) return;
  const asked = { by, because: because.letGo };
  if (state === 'closed') patch({ keptUntil: 0, deadlineAt: now, asked });
  else patch({ keptUntil: null, asked });
}

/** The only way out of `error`: a new container, as the next generation. */
function retry({ row, move, patch }: SessionEdit, why: because.Because): void {
  move('retry', why);
  patch({ generation: row().generation + 1, containerId: null });
}
