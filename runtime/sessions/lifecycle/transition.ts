// One step through the table of states: what it changes in the row, and the event that tells of it. Pure.

import type { SessionEvent } from '../../../state/model/session-event.ts';
import { nextState, type SessionCause } from '../../../state/model/session-state.ts';
import type { SessionPatch, SessionRow } from '../../../state/store/sessions.ts';

/** A stable word in PascalCase, a sentence, and what can be done. */
export interface Because {
  readonly reason: string;
  readonly message: string;
  readonly hint?: string;
}

export interface Transition {
  readonly patch: SessionPatch;
  readonly event: SessionEvent;
}

/** Undefined where the table does not allow it. */
export function transitionOf(
  row: Pick<SessionRow, 'state' | 'beforePause'>,
  cause: SessionCause,
  because: Because,
  now: number,
): Transition | undefined {
  const to = nextState(row.state, cause, row.beforePause ?? 'idle');
  if (to === undefined) return undefined;
  const beforePause = to === 'paused' ? (row.state === 'busy' ? 'busy' : 'idle') : null;
  return {
    patch: {
      state: to,
      beforePause,
      reason: because.reason,
      message: because.message,
      hint: because.hint ?? null,
      since: now,
      deadlineAt: null,
    },
    event: { type: `session.${to}`, data: { from: row.state, ...because } },
  };
}
