// What a turn asked for, and whom it was handed over to, ends with it: nobody would hear the answer.

import type { TurnError } from '../../../state/model/turn.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import type { SessionEdit } from '../session-edit.ts';
import { endOne } from '../turns/interrupt.ts';
import { callNext } from '../turns/line.ts';
import { below, isOfAttempt } from './family.ts';

const NOT_WANTED: TurnError = { code: 'CANCELLED', message: 'The turn that it belongs to has ended.' };

/** Of the attempt that the turn is in: if it is taken again meanwhile, what it asks for then is another matter. */
export async function cancelBelow(session: SessionEdit, top: Pick<TurnRow, 'id' | 'attempt'>): Promise<void> {
  const { tables, row } = session;
  const unfinished = await tables.turns.list(row().id, ['queued', 'running']);
  const current = unfinished.filter((turn) => turn.parentId !== top.id || isOfAttempt(turn, top));
  for (const turn of below(current, top.id)) {
    if (!(await endOne(session, turn, NOT_WANTED, 'cancelled'))) continue;
    if (turn.state === 'running') await callNext(session, turn);
  }
}
