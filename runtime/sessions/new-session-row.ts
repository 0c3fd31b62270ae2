// The row of a session that does not have anything yet.

import { newSessionId, type RandomBytes } from '../../state/model/ids.ts';
import type { SessionRow } from '../../state/store/sessions.ts';
import { ACT_DEADLINE_MS } from './lifecycle/deadlines.ts';
import * as because from './lifecycle/reasons.ts';

export type NewRow = Pick<SessionRow, 'space' | 'createdBy'> &
  Partial<Omit<SessionRow, 'id' | 'version' | 'createdAt' | 'lastActivityAt' | 'since'>>;

export function newSessionRow(fields: NewRow, now: number, random: RandomBytes): SessionRow {
  return {
    id: newSessionId(now, random),
    state: 'init',
    target: 'running',
    beforePause: null,
    reason: because.created.reason,
    message: because.created.message,
    hint: null,
    since: now,
    deadlineAt: now + ACT_DEADLINE_MS,
    image: null,
    buildId: null,
    containerId: null,
    startedAt: null,
    generation: 1,
    epoch: 0,
    agent: null,
    parentId: null,
    parentMessageId: null,
    awaits: null,
    warm: false,
    slot: null,
    keepAliveUntil: null,
    keptUntil: null,
    asked: null,
    metadata: {},
    idempotencyKey: null,
    createdAt: now,
    lastActivityAt: now,
    version: 1,
    ...fields,
  };
}
