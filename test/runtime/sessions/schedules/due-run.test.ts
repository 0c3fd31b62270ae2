// Whether a schedule runs now, as a table.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Due, dueRun } from '../../../../runtime/sessions/schedules/due-run.ts';
import type { Schedule } from '../../../../schemas/kinds/schedule.ts';
import { aSchedule } from '../../../support/schedules.ts';

const at = (text: string) => Date.parse(`2026-03-${text}Z`);
const daily = aSchedule({ cron: '0 9 * * *' });
const each5 = aSchedule({ cron: '*/5 * * * *' });

const cases: readonly (readonly [why: string, Schedule, nextAt: number | null, now: number, Due])[] = [
  ['a run that is still to come', daily, at('10T09:00'), at('10T08:59:59'), { type: 'not-yet' }],
  ['one that is switched off', { ...daily, enabled: false }, null, at('10T09:00'), { type: 'not-yet' }],
  [
    'a run whose time has come',
    daily,
    at('10T09:00'),
    at('10T09:00'),
    { type: 'run', plannedAt: at('10T09:00'), isLate: false, nextAt: at('11T09:00') },
  ],
  [
    'one that is looked at some seconds later is not late, even where nothing would be made up for',
    { ...daily, missed: 'skip' },
    at('10T09:00'),
    at('10T09:00:40'),
    { type: 'run', plannedAt: at('10T09:00'), isLate: false, nextAt: at('11T09:00') },
  ],
  [
    'a run that was missed is made up for',
    daily,
    at('10T09:00'),
    at('10T11:00'),
    { type: 'run', plannedAt: at('10T09:00'), isLate: true, nextAt: at('11T09:00') },
  ],
  [
    'or not',
    { ...daily, missed: 'skip' },
    at('10T09:00'),
    at('10T11:00'),
    { type: 'missed', plannedAt: at('10T09:00'), isLate: true, nextAt: at('11T09:00') },
  ],
  [
    'of many that were missed one is made up for, however long it was',
    daily,
    at('01T09:00'),
    at('20T10:00'),
    { type: 'run', plannedAt: at('01T09:00'), isLate: true, nextAt: at('21T09:00') },
  ],
  [
    'where one is due just now it is the one that runs',
    each5,
    at('10T07:00'),
    at('10T09:05:10'),
    { type: 'run', plannedAt: at('10T09:05'), isLate: false, nextAt: at('10T09:10') },
  ],
  [
    'also where the others are left out',
    { ...each5, missed: 'skip' },
    at('10T07:00'),
    at('10T09:05:10'),
    { type: 'run', plannedAt: at('10T09:05'), isLate: false, nextAt: at('10T09:10') },
  ],
];

for (const [why, spec, nextAt, now, due] of cases) {
  test(why, () => assert.deepEqual(dueRun({ spec, nextAt }, now), due));
}
