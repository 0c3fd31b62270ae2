// What was said in a session.

import { exampleSession } from './session.ts';
import { anything, listOfViews, moment, type Shown, text, textOrNull, view } from './view.ts';

export const messageView = view(
  'Message',
  {
    id: text,
    session_id: text,
    turn_id: textOrNull,
    role: { enum: ['user', 'agent', 'system'] },
    agent: textOrNull,
    content: text,
    metadata: anything,
    created_at: moment,
  },
  {
    id: 'msg_1m8k4zvhr289578eqn1c',
    session_id: exampleSession.id,
    turn_id: 'turn_1m8k4zvhr289578eqn1c',
    role: 'agent',
    agent: 'sales-agent',
    content: 'The deal closes in May.',
    metadata: {},
    created_at: '2026-01-31T12:00:05.000Z',
  },
);
export const messageListView = listOfViews(messageView);
export type MessageView = Shown<typeof messageView>;
