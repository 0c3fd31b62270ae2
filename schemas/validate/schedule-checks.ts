// What the schema of schedules cannot say: names that are taken, cron expressions, time zones.

import { CRON_PHRASE, cronFault } from '../cron/cron-fault.ts';
import { isTimeZone } from '../cron/zone.ts';
import type { Schedule } from '../kinds/schedule.ts';
import { nearest } from '../text/nearest.ts';
import type { Finding } from './finding.ts';

/** For schedules that their schema accepts. */
export function checkSchedules(schedules: readonly Schedule[]): readonly Finding[] {
  const names = new Set<string>();
  return schedules.flatMap(({ name, cron, timeZone }, index): readonly Finding[] => {
    const isDouble = names.has(name);
    names.add(name);
    const path = ['spec', 'schedules', String(index)];
    return [
      ...(isDouble ? [doubled(name, [...path, 'name'])] : []),
      ...checkCron(cron, [...path, 'cron']),
      ...checkZone(timeZone, [...path, 'timeZone']),
    ];
  });
}

function doubled(name: string, path: readonly string[]): Finding {
  const message = `This agent has another schedule with the name ${name}.`;
  return { code: 'duplicate-name', path, at: 'value', message, expected: 'a name of its own' };
}

function checkCron(cron: string, path: readonly string[]): readonly Finding[] {
  const fault = cronFault(cron);
  if (fault === undefined) return [];
  const message = `${path.join('.')} is ${JSON.stringify(cron)}, which is no cron expression: ${fault}.`;
  return [{ code: 'bad-format', path, at: 'value', message, expected: CRON_PHRASE }];
}

function checkZone(timeZone: string, path: readonly string[]): readonly Finding[] {
  if (isTimeZone(timeZone)) return [];
  const message = `${path.join('.')} is ${JSON.stringify(timeZone)}, which is no time zone.`;
  const expected = 'the IANA name of a time zone, such as UTC or Europe/Berlin';
  const suggestion = nearest(timeZone, Intl.supportedValuesOf('timeZone'));
  return [{ code: 'bad-format', path, at: 'value', message, expected, suggestion }];
}
