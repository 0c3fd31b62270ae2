// A turn is handed over: the heir's row, and that it goes on in the other's stead, in the transaction that stores how the
// other ended. The task stays the same, so whoever runs it, now or after a crash, goes on with the heir.

import type { RaworcError } from '../../../state/model/errors.ts';
import { usageOf } from '../../../state/model/usage.ts';
import type { RandomBytes } from '../../../state/model/ids.ts';
import { sessionMoved } from '../errors.ts';
import type { TurnHandoffFrame } from '../link/frames.ts';
import type { SessionEdit } from '../session-edit.ts';
import { callNext } from '../turns/line.ts';
import { accountTurn } from '../usage/account-turn.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import { mayHop } from './may-hop.ts';
import { newHop } from './new-hop.ts';

/** Undefined where it is done; else why the other agent does not go on. */
export async function handOver(
  session: SessionEdit,
  turn: TurnRow,
  { attempt, to, message, usage }: TurnHandoffFrame,
  random: RandomBytes,
): Promise<RaworcError | undefined> {
  const { tables, row, patch, log, now } = session;
  const { id, space } = row();
  const answer = await mayHop(tables, space, id, { turn: turn.id, attempt, to, via: 'handoff', now });
  if (answer.type === 'refused') return answer.error;
  const { from } = answer;
  const heir = newHop({ from, to, now, ...(message === undefined ? {} : { message }) }, random);
  if (!(await tables.turns.insert(heir.turn))) throw sessionMoved(id);
  if (heir.said !== undefined) await tables.messages.insert(heir.said);
  const handed = { heirId: heir.turn.id, usage: usageOf(usage) };
  if (await tables.turns.change(from.id, ['running'], handed, attempt))
    await accountTurn(session, from, { usage: handed.usage, hasReply: true });
  patch({ lastActivityAt: now });
  log({
    type: 'turn.handed_over',
    data: {
      turn_id: from.id,
      heir_turn_id: heir.turn.id,
      from: from.route?.agent ?? '',
      agent: to,
      ...(message === undefined ? {} : { content: message }),
    },
  });
  // Its place is free.
  await callNext(session, from);
  return undefined;
}
