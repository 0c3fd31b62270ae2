// A schedule with its last run.

import { failureView } from './problem.ts';
import {
  flag,
  listOfViews,
  moment,
  momentOrNull,
  nullable,
  type Shown,
  text,
  textOrNull,
  view,
} from './view.ts';

const lastRunView = view(
  'LastRun',
  {
    at: { ...moment, description: 'The time that it was planned for.' },
    outcome: nullable({ enum: ['sent', 'missed', 'busy', 'failed'] }),
    error: nullable(failureView),
  },
  { at: '2026-01-30T09:00:00.000Z', outcome: 'sent', error: null },
);

export const scheduleView = view(
  'Schedule',
  {
    space: text,
    agent: text,
    name: text,
    cron: text,
    time_zone: text,
    message: text,
    session: { enum: ['new', 'same'] },
    missed: { enum: ['skip', 'once'] },
    while_busy: { enum: ['skip', 'queue'] },
    enabled: flag,
    next_at: momentOrNull,
    last: nullable(lastRunView),
    session_id: textOrNull,
    turn_id: textOrNull,
  },
  {
    space: 'sales',
    agent: 'sales-agent',
    name: 'morning',
    cron: '0 9 * * 1-5',
    time_zone: 'Europe/Berlin',
    message: 'What is new?',
    session: 'new',
    missed: 'once',
    while_busy: 'skip',
    enabled: true,
    next_at: '2026-02-02T08:00:00.000Z',
    last: lastRunView.examples[0],
    session_id: 'ses_1m8k4zhr1460bjjm64s4',
    turn_id: 'turn_1m8k4zvhr289578eqn1c',
  },
);
export const scheduleListView = listOfViews(scheduleView);
export type ScheduleView = Shown<typeof scheduleView>;
