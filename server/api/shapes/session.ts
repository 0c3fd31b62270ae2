// A session, also with the forks of it.

import { sessionRequests, sessionStates } from '../../../state/model/session-state.ts';
import {
  anything,
  arrayOf,
  listOfViews,
  moment,
  momentOrNull,
  type Shown,
  text,
  textOrNull,
  texts,
  view,
} from './view.ts';

export const exampleSession = {
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
  workspace_kept_until: null,
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
  workspace_kept_until: {
    ...momentOrNull,
    description:
      'Closed because its space went, it may be reopened until then; null: there is nothing to be had back.',
  },
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
export type SessionView = Shown<typeof sessionView>;

/** One that was asked to end its turns, with which those were. */
export const cancelledView = view(
  'CancelledTurns',
  { ...sessionFields, cancelled_turns: texts },
  { ...exampleSession, cancelled_turns: ['turn_1m8k4zvhr289578eqn1c'] },
);
export type CancelledView = Shown<typeof cancelledView>;

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
export type SessionTreeView = Omit<Shown<typeof sessionTreeView>, 'root'> & {
  readonly root: SessionNodeView;
};
