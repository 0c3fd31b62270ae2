// A session's stored events, and the lines that its agents print.

import { exampleTurn } from './turn.ts';
import { arrayOf, listOfViews, moment, type Shown, text, view } from './view.ts';

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
export type EventView = Shown<typeof eventView>;

export const eventListView = view(
  'EventList',
  {
    items: arrayOf(eventView),
    next: { type: 'integer', minimum: 0, description: 'Ask for those after this one.' },
  },
  { items: eventView.examples, next: 3 },
);
export type EventListView = Shown<typeof eventListView>;

export const logLineView = view(
  'LogLine',
  { at: moment, agent: text, stream: { enum: ['stdout', 'stderr'] }, text },
  { at: '2026-01-31T12:00:03.000Z', agent: 'sales-agent', stream: 'stdout', text: 'looking up the deal' },
);
export type LogLineView = Shown<typeof logLineView>;
export const logLineListView = listOfViews(logLineView);
