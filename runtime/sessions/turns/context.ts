// What a handler is given beside the message. Pure.

import type { MessageRow } from '../../../state/store/messages.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import type { TurnContext } from '../link/frames.ts';
import { historyOf } from './history.ts';

export interface ContextParts {
  readonly row: Pick<SessionRow, 'id' | 'space'>;
  readonly turn: Pick<TurnRow, 'id' | 'attempt' | 'messageId'>;
  readonly agent: string;
  /** Who wrote the message. */
  readonly by: string;
  /** The session's newest messages, oldest first. */
  readonly newest: readonly MessageRow[];
  readonly now: number;
}

export function contextOf({ row, turn, agent, by, newest, now }: ContextParts): TurnContext {
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
