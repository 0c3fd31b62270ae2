// A message as the API shows it.

import type { MessageRow } from '../../../state/store/messages.ts';
import type { MessageView } from '../shapes/message.ts';
import { time } from './time.ts';

export const showMessage = (row: MessageRow): MessageView => ({
  id: row.id,
  session_id: row.sessionId,
  turn_id: row.turnId,
  role: row.role,
  agent: row.agent,
  content: row.content,
  metadata: row.metadata,
  created_at: time(row.createdAt),
});
