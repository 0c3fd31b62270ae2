// What the end of a turn means for its session: with the last one that ran it is idle again, and whoever waited in line
// behind the turn may go.

import type { TurnRow } from '../../../state/store/turns.ts';
import type { Because } from '../lifecycle/transition.ts';
import type { SessionEdit } from '../session-edit.ts';
import { callNext } from './line.ts';

/**
 * To be called where the turn does not run any more. `isOnly`: it is known that no other one ran beside it, so that
 * nobody can wait for its place either.
 */
export async function turnEnded(
  session: SessionEdit,
  turn: Pick<TurnRow, 'route'>,
  why: Because,
  isOnly = false,
): Promise<void> {
  const { tables, row, patch, now } = session;
  // Always, so that of two turns that end at the same time one sees that the other has.
  patch({ lastActivityAt: now });
  if (isOnly || (await tables.turns.countRunning(row().id)) === 0) noneRuns(session, why);
  if (!isOnly) await callNext(session, turn);
}

/** The session's last turn in flight is over. */
function noneRuns({ row, move, patch }: SessionEdit, why: Because): void {
  const { state, beforePause } = row();
  if (state === 'busy') move('turns-ended', why);
  else if (state === 'paused' && beforePause === 'busy') patch({ beforePause: 'idle' });
}
