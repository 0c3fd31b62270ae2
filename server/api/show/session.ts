// A session as the API shows it.

import { legalRequests } from '../../../state/model/session-state.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { SessionView } from '../shapes/session.ts';
import { time, timeOrNull } from './time.ts';

export const showSession = (row: SessionRow): SessionView => ({
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
  workspace_kept_until: timeOrNull(row.state === 'closed' && row.keptUntil !== 0 ? row.keptUntil : null),
});
