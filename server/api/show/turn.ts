// A turn as the API shows it.

import type { TurnView } from '../../../runtime/sessions/sessions.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import type { TurnRecordView, TurnWithReplyView } from '../shapes/turn.ts';
import { showMessage } from './message.ts';
import { time, timeOrNull } from './time.ts';

/** A turn's record: who answered, from which commit, how it was chosen, how long it took and what it used. */
export const showTurnRecord = (turn: TurnRow): TurnRecordView => ({
  id: turn.id,
  session_id: turn.sessionId,
  state: turn.state,
  agent: turn.route?.agent ?? turn.requestedAgent,
  agent_commit: turn.agentCommit,
  via: turn.via,
  parent_turn_id: turn.parentId,
  route: turn.route,
  attempt: turn.attempt,
  error: turn.error,
  created_at: time(turn.createdAt),
  started_at: timeOrNull(turn.startedAt),
  first_delta_at: timeOrNull(turn.firstDeltaAt),
  ended_at: timeOrNull(turn.endedAt),
  durations: {
    queued_ms: between(turn.createdAt, turn.startedAt),
    first_delta_ms: between(turn.startedAt, turn.firstDeltaAt),
    total_ms: between(turn.createdAt, turn.endedAt),
  },
  usage: turn.usage,
});

const between = (from: number | null, to: number | null): number | null =>
  from === null || to === null ? null : to - from;

export const showTurn = ({ turn, reply }: TurnView): TurnWithReplyView => ({
  ...showTurnRecord(turn),
  items: reply === undefined ? [] : [showMessage(reply)],
});
