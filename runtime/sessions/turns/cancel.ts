// Turns that end because somebody does not want them any more.

import type { TurnError } from '../../../state/model/turn.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import * as because from '../lifecycle/reasons.ts';
import type { SessionEdit } from '../session-edit.ts';
import { cancelBelow } from '../hops/cancel-below.ts';
import { failTurn } from './interrupt.ts';
import { turnEnded } from './turn-ended.ts';

const CANCELLED: TurnError = { code: 'CANCELLED', message: 'The turn was cancelled.' };
const SESSION_CLOSED: TurnError = { code: 'CANCELLED', message: 'The session was closed.' };

/** Cancelling what has ended is success. */
export async function cancelTurn(session: SessionEdit, turn: TurnRow): Promise<void> {
  if (!(await failTurn(session, turn, CANCELLED, 'cancelled'))) return;
  await cancelBelow(session, turn);
  if (turn.state === 'running') await turnEnded(session, turn, because.turnCancelled);
}

/** All that haven't ended; the session is going. */
export async function cancelTurns(session: SessionEdit): Promise<number> {
  const unfinished = await session.tables.turns.list(session.row().id, ['queued', 'running']);
  for (const turn of unfinished) await failTurn(session, turn, SESSION_CLOSED, 'cancelled');
  return unfinished.length;
}
