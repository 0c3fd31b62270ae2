// What a handler is given beside the message. Pure.

import type { TurnContext } from '../link/frames.ts';
import type { BegunTurn } from './begun-turn.ts';
import { historyOf } from './history.ts';

export function contextOf(
  {
    row,
    turn,
    agent,
    by,
    newest,
    asked,
  }: Pick<BegunTurn, 'row' | 'turn' | 'agent' | 'by' | 'newest' | 'asked'>,
  now: number,
  traceparent?: string,
): TurnContext {
  return {
    session_id: row.id,
    space: row.space,
    agent,
    turn_id: turn.id,
    attempt: turn.attempt,
    timestamp: new Date(now).toISOString(),
    user: by,
    parent: turn.parentId,
    ...(traceparent === undefined ? {} : { traceparent }),
    history:
      asked === undefined || asked === turn.messageId
        ? historyOf(newest, turn.messageId)
        : historyOf(newest, asked, { isIncluded: true }),
  };
}
