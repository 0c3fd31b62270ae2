// What a turn took is added up in the transaction that ends it: so a crash neither loses nor doubles it.

import { amountsOfTurn, hourOf } from '../../../state/model/amounts.ts';
import type { Usage } from '../../../state/model/turn.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import type { SessionEdit } from '../session-edit.ts';

/**
 * To be called once a turn was changed so that it runs no more: it ended, or was handed over. One that goes back to the
 * queue is added up when it ends.
 */
export async function accountTurn(
  { tables, row, now }: Pick<SessionEdit, 'tables' | 'row' | 'now'>,
  { sessionId, route, sentBy, startedAt }: TurnRow,
  { usage, hasReply }: { readonly usage: Usage | null; readonly hasReply: boolean },
): Promise<void> {
  const { space, createdBy } = row();
  const { currency, amounts } = amountsOfTurn({ usage, hasReply, startedAt, endedAt: now });
  await tables.usage.add([
    {
      sessionId,
      space,
      hour: hourOf(now),
      agent: route?.agent ?? '',
      account: sentBy ?? createdBy,
      currency,
      ...amounts,
    },
  ]);
}
