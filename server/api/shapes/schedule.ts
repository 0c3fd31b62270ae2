// A schedule as the API shows it.

import type { FromSchema } from 'json-schema-to-ts';
import type { DeepReadonly } from '../../../schemas/readonly.ts';
import type { ScheduleRow } from '../../../state/store/schedules.ts';
import { failureView } from './problem.ts';
import { time, timeOrNull } from './time.ts';
import { flag, listOfViews, moment, momentOrNull, nullable, text, textOrNull, view } from './view.ts';

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
type ScheduleView = DeepReadonly<FromSchema<typeof scheduleView>>;

export const showSchedule = (schedule: ScheduleRow): ScheduleView => ({
  space: schedule.space,
  agent: schedule.agent,
  name: schedule.name,
  cron: schedule.spec.cron,
  time_zone: schedule.spec.timeZone,
  message: schedule.spec.message,
  session: schedule.spec.session,
  missed: schedule.spec.missed,
  while_busy: schedule.spec.whileBusy,
  enabled: schedule.spec.enabled,
  next_at: timeOrNull(schedule.nextAt),
  last:
    schedule.lastAt === null
      ? null
      : { at: time(schedule.lastAt), outcome: schedule.lastOutcome, error: schedule.lastError },
  session_id: schedule.sessionId,
  turn_id: schedule.turnId,
});
