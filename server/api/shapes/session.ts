// A session, a turn, a message and an event as the API shows them. Times are RFC 3339 in UTC.

import type { LoggedEvent } from '../../../state/model/session-event.ts';
import { legalRequests } from '../../../state/model/session-state.ts';
import type { TurnView } from '../../../runtime/sessions/sessions.ts';
import type { MessageRow } from '../../../state/store/messages.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import { time, timeOrNull } from './time.ts';

export const showSession = (row: SessionRow) => ({
  id: row.id,
  space: row.space,
  state: row.state,
  target: row.target,
  reason: row.reason,
  message: row.message,
  hint: row.hint,
  since: time(row.since),
  legal: legalRequests(row.state),
  image: row.image,
  build_id: row.buildId,
  agent: row.agent,
  created_by: row.createdBy,
  parent_session_id: row.parentId,
  parent_message_id: row.parentMessageId,
  metadata: row.metadata,
  created_at: time(row.createdAt),
  last_activity_at: time(row.lastActivityAt),
  keep_alive_until: timeOrNull(row.keepAliveUntil),
});

export const showMessage = (row: MessageRow) => ({
  id: row.id,
  session_id: row.sessionId,
  turn_id: row.turnId,
  role: row.role,
  agent: row.agent,
  content: row.content,
  metadata: row.metadata,
  created_at: time(row.createdAt),
});

/** A turn's record: who answered, from which commit, how it was chosen, how long it took and what it used. */
export const showTurnRecord = (turn: TurnRow) => ({
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

export const showTurn = ({ turn, reply }: TurnView) => ({
  ...showTurnRecord(turn),
  items: reply === undefined ? [] : [showMessage(reply)],
});

export const showEvent = (event: LoggedEvent) => ({
  seq: event.seq,
  type: event.type,
  at: time(event.at),
  by: event.by,
  data: event.data,
});
