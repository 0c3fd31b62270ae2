// Turns that end because somebody does not want them any more.

import type { TurnError } from '../../../state/model/turn.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import * as because from '../lifecycle/reasons.ts';
import type { SessionEdit } from '../session-edit.ts';
import { isInFlight } from '../hops/family.ts';
import { cancelBelow } from '../hops/cancel-below.ts';
import { failTurn } from './interrupt.ts';
import { turnEnded } from './turn-ended.ts';

const CANCELLED: TurnError = { code: 'CANCELLED', message: 'The turn was cancelled.' };
const SESSION_CLOSED: TurnError = { code: 'CANCELLED', message: 'The session was closed.' };
const INTERRUPTED: TurnError = {
  code: 'INTERRUPTED_BY_MESSAGE',
  message: 'A newer message took the place of this one.',
  hint: 'Send with the strategy `enqueue` where both are to be answered.',
};

/** Cancelling what has ended is success. */
export async function cancelTurn(session: SessionEdit, turn: TurnRow): Promise<void> {
  if (!(await failTurn(session, turn, CANCELLED, 'cancelled'))) return;
  await cancelBelow(session, turn);
  if (isInFlight(turn)) await turnEnded(session, turn, because.turnCancelled);
}

/** All that haven't ended: somebody asked for it. */
export const cancelAll = (session: SessionEdit): Promise<readonly TurnRow[]> => endAll(session, CANCELLED);

/** All that haven't ended: a newer message is to be answered instead. */
export const makeWay = (session: SessionEdit): Promise<readonly TurnRow[]> => endAll(session, INTERRUPTED);

/** All that haven't ended; the session is going, and its state is somebody else's business. */
export async function cancelTurns(session: SessionEdit): Promise<number> {
  return (await failAll(session, SESSION_CLOSED)).length;
}

async function endAll(session: SessionEdit, why: TurnError): Promise<readonly TurnRow[]> {
  const ended = await failAll(session, why);
  const running = ended.find(({ state }) => state === 'running');
  if (running !== undefined) await turnEnded(session, running, because.turnCancelled, true);
  return ended;
}

async function failAll(session: SessionEdit, why: TurnError): Promise<readonly TurnRow[]> {
  const unfinished = await session.tables.turns.list(session.row().id, ['queued', 'running']);
  for (const turn of unfinished) await failTurn(session, turn, why, 'cancelled');
  return unfinished;
}
