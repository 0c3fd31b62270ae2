// Schedules as a table, and below their agent.

import type { ScheduleView } from '../../server/api/shapes/schedule.ts';
import type { Printable } from '../output/format.ts';

export const printableSchedules: Printable<ScheduleView> = {
  name: ({ space, agent, name }) => `${space}/${agent}/${name}`,
  none: 'There are no schedules.',
  columns: [
    { title: 'SPACE', value: ({ space }) => space },
    { title: 'SCHEDULE', value: ({ agent, name }) => `${agent}/${name}` },
    { title: 'CRON', value: ({ cron }) => cron },
    { title: 'TIME ZONE', value: ({ time_zone }) => time_zone },
    { title: 'NEXT', value: nextText },
    { title: 'LAST', value: lastText },
    { title: 'SESSION', value: ({ session_id }) => session_id ?? '-' },
  ],
};

/** A line per schedule. */
export function describeSchedule(schedule: ScheduleView): readonly [name: string, text: string] {
  const { name, cron, time_zone, session_id, last } = schedule;
  const where = session_id === null ? '' : ` (${session_id})`;
  const why = last?.error == null ? '' : `: ${last.error.message}`;
  const text = `${cron} in ${time_zone}; next ${nextText(schedule)}; last ${lastText(schedule)}${where}${why}`;
  return [`schedule ${name}`, text];
}

function nextText({ enabled, next_at }: ScheduleView): string {
  return enabled ? (next_at ?? 'never') : 'off';
}

function lastText({ last }: ScheduleView): string {
  return last === null ? 'never' : `${last.at} ${last.outcome ?? ''}`.trimEnd();
}
