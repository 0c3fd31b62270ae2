// The earlier messages that an agent is given with a new one, bounded. Pure.

import type { MessageId } from '../../../state/model/ids.ts';
import type { MessageRow } from '../../../state/store/messages.ts';
import type { TurnContext } from '../link/frames.ts';

/** Rows to read for it, the message itself among them. */
export const HISTORY_ROWS = 41;
/** UTF-16 units of all of them together. */
const MOST_TEXT = 256 * 1024;

/**
 * `newest`: oldest first. What was said after the message is not its history; the message itself is, where the agent is told
 * something else.
 */
export function historyOf(
  newest: readonly MessageRow[],
  message: MessageId,
  { isIncluded } = { isIncluded: false },
): TurnContext['history'] {
  const own = newest.findIndex(({ id }) => id === message);
  const before = own === -1 ? [] : newest.slice(0, isIncluded ? own + 1 : own);
  let room = MOST_TEXT;
  const kept: TurnContext['history'][number][] = [];
  for (const { role, agent, content } of before.toReversed()) {
    room -= content.length;
    if (room < 0) break;
    kept.push({ role, content, ...(agent === null ? {} : { agent }) });
  }
  return kept.toReversed();
}
