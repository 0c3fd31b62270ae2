// What is wanted of a session, and who wants it, in its row: the one place where a target is written.

import { sessionRequests, type SessionRequest } from '../../../state/model/session-state.ts';
import type { Asked } from '../../../state/store/sessions.ts';
import { ACT_DEADLINE_MS } from '../lifecycle/deadlines.ts';
import type { SessionEdit } from '../session-edit.ts';
import { cancelTurns } from '../turns/cancel.ts';

/** Answers how many turns were cancelled by it. */
export async function want(session: SessionEdit, request: SessionRequest, asked: Asked): Promise<number> {
  const { row, patch, now } = session;
  const { target } = sessionRequests[request];
  const { state } = row();
  const isSo = target === 'running' && (state === 'idle' || state === 'busy');
  patch({ target, asked, deadlineAt: isSo ? null : now + ACT_DEADLINE_MS });
  return target === 'closed' ? cancelTurns(session) : 0;
}
