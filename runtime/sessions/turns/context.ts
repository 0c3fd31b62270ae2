// What a handler is given beside the message. Pure.

import type { TurnContext } from '../link/frames.ts';
import type { BegunTurn } from './begun-turn.ts';
import { historyOf } from './history.ts';

export function contextOf(
  { row, turn, agent, by, newest }: Pick<BegunTurn, 'row' | 'turn' | 'agent' | 'by' | 'newest'>,
  now: number,
): TurnContext {
  return {
    session_id: row.id,
    space: row.space,
    agent,
    turn_id: turn.id,
    attempt: turn.attempt,
    timestamp: new Date(now).toISOString(),
    user: by,
    parent: null,
    history: historyOf(newest, turn.messageId),
  };
}
