// A session, a turn, a message and an event as the API shows them. Times are RFC 3339 in UTC.

import type { FromSchema } from 'json-schema-to-ts';
import type { DeepReadonly } from '../../../schemas/readonly.ts';
import type { LoggedEvent } from '../../../state/model/session-event.ts';
import { legalRequests, sessionRequests, sessionStates } from '../../../state/model/session-state.ts';
import { turnStates } from '../../../state/model/turn.ts';
import type { TurnView } from '../../../runtime/sessions/sessions.ts';
import type { MessageRow } from '../../../state/store/messages.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import { failureView } from './problem.ts';
import { time, timeOrNull } from './time.ts';
import {
  anything,
  arrayOf,
  count,
  listOfViews,
  moment,
  momentOrNull,
  nullable,
  text,
  textOrNull,
  texts,
  view,
} from './view.ts';

const exampleSession = {
  id: 'ses_1m8k4zhr1460bjjm64s4',
  space: 'sales',
  state: 'idle',
  target: 'running',
  reason: 'Ready',
  message: 'The session is ready.',
  hint: null,
  since: '2026-01-31T12:00:02.000Z',
  legal: ['pause', 'suspend', 'close'],
  image: 'raworc_space_sales:ccb2e5f78c528105',
  build_id: 'ccb2e5f78c528105',
  agent: null,
  created_by: 'admin',
  parent_session_id: null,
  parent_message_id: null,
  metadata: { ticket: 'T-1' },
  created_at: '2026-01-31T12:00:00.000Z',
  last_activity_at: '2026-01-31T12:00:02.000Z',
  keep_alive_until: null,
};

const sessionFields = {
  id: text,
  space: text,
  state: { enum: sessionStates },
  target: { enum: ['running', 'paused', 'suspended', 'closed'], description: 'What is wanted of it.' },
  reason: { type: 'string', description: 'Why it is in this state: a stable word.' },
  message: { type: 'string', description: 'The same as a sentence.' },
  hint: textOrNull,
  since: moment,
  legal: { type: 'array', items: { enum: requestNames() }, description: 'What may be asked of it now.' },
  image: textOrNull,
  build_id: textOrNull,
  agent: textOrNull,
  created_by: text,
  parent_session_id: textOrNull,
  parent_message_id: textOrNull,
  metadata: anything,
  created_at: moment,
  last_activity_at: moment,
  keep_alive_until: momentOrNull,
} as const;

function requestNames() {
  return Object.keys(sessionRequests) as readonly (keyof typeof sessionRequests)[];
}

export const sessionView = view('Session', sessionFields, exampleSession);
export const sessionListView = listOfViews(sessionView);
/** What forking answers: one, or where it was asked how many, a list. */
export const sessionOrListView = {
  title: 'Forked',
  anyOf: [sessionView, sessionListView],
  examples: sessionView.examples,
} as const;
export type SessionView = DeepReadonly<FromSchema<typeof sessionView>>;

/** One that was asked to end its turns, with which those were. */
export const cancelledView = view(
  'CancelledTurns',
  { ...sessionFields, cancelled_turns: texts },
  { ...exampleSession, cancelled_turns: ['turn_1m8k4zvhr289578eqn1c'] },
);
export type CancelledView = DeepReadonly<FromSchema<typeof cancelledView>>;

/** Its forks are nodes like itself; that can't be said in a type that is made of the schema. */
export interface SessionNodeView extends SessionView {
  readonly forks: readonly SessionNodeView[];
}
/** Known by its title; what it is made of is not followed into the type. */
const itself = { $ref: '#/components/schemas/SessionNode' } as { readonly title?: string };

export const sessionTreeView = view(
  'SessionTree',
  {
    root: view('SessionNode', { ...sessionFields, forks: arrayOf(itself) }, { ...exampleSession, forks: [] }),
    truncated: { type: 'boolean', description: 'There are more than are shown.' },
  },
  { root: { ...exampleSession, forks: [] }, truncated: false },
);

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
export type MessageView = DeepReadonly<FromSchema<typeof messageView>>;

const routeOfTurnView = view(
  'Route',
  {
    agent: text,
    by: {
      enum: ['request', 'agent', 'mention', 'rule', 'model', 'previous', 'lexical', 'default', 'only'],
    },
    confidence: { type: 'number', minimum: 0, maximum: 1 },
    reason: text,
    fallback: view(
      'RouteFallback',
      { from: { enum: ['model'] }, code: text, message: text },
      { from: 'model', code: 'MODEL_TIMEOUT', message: 'The model did not answer in time.' },
    ),
  },
  { agent: 'sales-agent', by: 'only', confidence: 1, reason: 'It is the only agent of the space.' },
  ['fallback'],
);
export const routeDecisionView = routeOfTurnView;

const exampleTurn = {
  id: 'turn_1m8k4zvhr289578eqn1c',
  session_id: exampleSession.id,
  state: 'done',
  agent: 'sales-agent',
  agent_commit: 'b5ad549d6c22acb40fe719c132ed1d064e5292fd',
  via: 'message',
  parent_turn_id: null,
  route: routeOfTurnView.examples[0],
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
  route: nullable(routeOfTurnView),
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
export type TurnRecordView = DeepReadonly<FromSchema<typeof turnRecordView>>;

const repliedFields = { ...turnFields, items: arrayOf(messageView) } as const;
const exampleReplied = { ...exampleTurn, items: messageView.examples };

/** With its reply, once there is one. */
export const turnView = view('Turn', repliedFields, exampleReplied);
export type TurnWithReplyView = DeepReadonly<FromSchema<typeof turnView>>;

/** And with the turns that agents made of it. */
export const turnWithHopsView = view(
  'TurnWithHops',
  { ...repliedFields, hops: arrayOf(turnRecordView) },
  { ...exampleReplied, hops: [] },
);

export const eventView = view(
  'Event',
  {
    seq: { type: 'integer', minimum: 1, description: 'Its place in the log of this session.' },
    type: { type: 'string', description: '`{domain}.{action}`: `session.idle`, `agent.message`.' },
    at: moment,
    by: { type: 'string', description: 'The account or part that caused it.' },
    data: { type: 'object', additionalProperties: true, description: 'By its type.' },
  },
  {
    seq: 3,
    type: 'turn.started',
    at: '2026-01-31T12:00:02.010Z',
    by: 'runtime',
    data: { turn_id: exampleTurn.id, agent: 'sales-agent', attempt: 1 },
  },
);
export type EventView = DeepReadonly<FromSchema<typeof eventView>>;

export const eventListView = view(
  'EventList',
  {
    items: arrayOf(eventView),
    next: { type: 'integer', minimum: 0, description: 'Ask for those after this one.' },
  },
  { items: eventView.examples, next: 3 },
);

export const logLineView = view(
  'LogLine',
  { at: moment, agent: text, stream: { enum: ['stdout', 'stderr'] }, text },
  { at: '2026-01-31T12:00:03.000Z', agent: 'sales-agent', stream: 'stdout', text: 'looking up the deal' },
);
export const logLineListView = listOfViews(logLineView);

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
});

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

export const showEvent = (event: LoggedEvent): EventView => ({
  seq: event.seq,
  type: event.type,
  at: time(event.at),
  by: event.by,
  data: { ...event.data },
});
