// Whether waiting for a state is over: it is there, or it can't come any more unless somebody asks for something. Pure.

import type { SessionState } from '../../../state/model/session-state.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';

export function waitIsOver(
  { state, target, deadlineAt }: Pick<SessionRow, 'state' | 'target' | 'deadlineAt'>,
  states: readonly SessionState[],
): boolean {
  if (states.includes(state)) {
    // Written before it is done: the processes may not be frozen yet, the container not gone.
    const isUnderWay =
      (state === 'paused' || state === 'suspended') && state === target && deadlineAt !== null;
    return !isUnderWay;
  }
  if (state === 'closed') return true;
  if (target === 'closed') return !states.includes('closed');
  return state === 'error';
}
