// A turn: its record, its reply, and the turns that agents made of it.

import { turnStates } from '../../../state/model/turn.ts';
import { messageView } from './message.ts';
import { failureView } from './problem.ts';
import { routeView } from './route.ts';
import { exampleSession } from './session.ts';
import {
  arrayOf,
  count,
  exampleCommit,
  listOfViews,
  moment,
  momentOrNull,
  nullable,
  type Shown,
  text,
  textOrNull,
  view,
} from './view.ts';

export const exampleTurn = {
  id: 'turn_1m8k4zvhr289578eqn1c',
  session_id: exampleSession.id,
  state: 'done',
  agent: 'sales-agent',
  agent_commit: exampleCommit,
  via: 'message',
  parent_turn_id: null,
  route: routeView.examples[0],
  attempt: 1,
  error: null,
  created_at: '2026-01-31T12:00:02.000Z',
  started_at: '2026-01-31T12:00:02.010Z',
  first_delta_at: '2026-01-31T12:00:03.000Z',
  ended_at: '2026-01-31T12:00:05.000Z',
  durations: { queued_ms: 10, first_delta_ms: 990, total_ms: 3000 },
  usage: { input_tokens: 120, output_tokens: 40, model: 'a-model' },
};

const turnFields = {
  id: text,
  session_id: text,
  state: { enum: turnStates },
  agent: textOrNull,
  agent_commit: textOrNull,
  via: { enum: ['message', 'ask', 'handoff'] },
  parent_turn_id: textOrNull,
  route: nullable(routeView),
  attempt: count,
  error: nullable(failureView),
  created_at: moment,
  started_at: momentOrNull,
  first_delta_at: momentOrNull,
  ended_at: momentOrNull,
  durations: view(
    'Durations',
    {
      queued_ms: { type: ['number', 'null'] },
      first_delta_ms: { type: ['number', 'null'] },
      total_ms: { type: ['number', 'null'] },
    },
    exampleTurn.durations,
  ),
  usage: nullable(
    view(
      'Usage',
      { input_tokens: count, output_tokens: count, cost: { type: 'number' }, currency: text, model: text },
      exampleTurn.usage,
      ['input_tokens', 'output_tokens', 'cost', 'currency', 'model'],
    ),
  ),
} as const;

export const turnRecordView = view('TurnRecord', turnFields, exampleTurn);
export const turnRecordListView = listOfViews(turnRecordView);
export type TurnRecordView = Shown<typeof turnRecordView>;

const repliedFields = { ...turnFields, items: arrayOf(messageView) } as const;
const exampleReplied = { ...exampleTurn, items: messageView.examples };

/** With its reply, once there is one. */
export const turnView = view('Turn', repliedFields, exampleReplied);
export type TurnWithReplyView = Shown<typeof turnView>;

/** And with the turns that agents made of it. */
export const turnWithHopsView = view(
  'TurnWithHops',
  { ...repliedFields, hops: arrayOf(turnRecordView) },
  { ...exampleReplied, hops: [] },
);
