// What is wanted of a session, and who wants it, in its row: the one place where a target is written.

import { sessionRequests, type SessionRequest } from '../../../state/model/session-state.ts';
import type { Asked } from '../../../state/store/sessions.ts';
import { ACT_DEADLINE_MS } from '../lifecycle/deadlines.ts';
import type { SessionEdit } from '../session-edit.ts';
import { ownAct } from '../../../state/store/own-act.ts';
import { cancelTurns } from '../turns/cancel.ts';

/** Parts that close sessions, beside schedules; what people ask for is told where they ask. */
const ownParts: ReadonlySet<string> = new Set(['idle-ladder', 'runtime', 'reconciler']);
const isOwn = (by: string): boolean => by.startsWith('schedule:') || ownParts.has(by);

/** One that was made ahead was never anybody's. */
async function tellOwn({ row, now, tables }: SessionEdit, { by, because }: Asked): Promise<void> {
  const { id, space, warm } = row();
  if (warm || !isOwn(by)) return;
  const reason = because?.message ?? 'What it was for is over.';
  await tables.audit.add(ownAct({ by, verb: 'close', kind: 'Session', space, name: id, reason }, now));
}

/** Answers how many turns were cancelled by it. */
export async function want(session: SessionEdit, request: SessionRequest, asked: Asked): Promise<number> {
  const { row, patch, now } = session;
  const { target } = sessionRequests[request];
  const { state } = row();
  const isSo = target === 'running' && (state === 'idle' || state === 'busy');
  patch({ target, asked, deadlineAt: isSo ? null : now + ACT_DEADLINE_MS });
  if (target !== 'closed') return 0;
  await tellOwn(session, asked);
  return cancelTurns(session);
}
