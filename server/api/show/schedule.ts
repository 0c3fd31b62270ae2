// A schedule as the API shows it.

import type { ScheduleRow } from '../../../state/store/schedules.ts';
import type { ScheduleView } from '../shapes/schedule.ts';
import { time, timeOrNull } from './time.ts';

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
