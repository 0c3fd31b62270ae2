// When a schedule runs, as a table: calendars, time zones, and the nights in which the clock is set.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextRun } from '../../../schemas/cron/next-run.ts';

const utc = (text: string) => Date.parse(`${text}:00Z`);

/** The runs after `from`, as far as they are told, all in UTC. */
const cases: readonly {
  readonly why: string;
  readonly cron: string;
  readonly timeZone?: string;
  readonly from: string;
  readonly runs: readonly string[];
}[] = [
  {
    why: 'a run is later than the moment that is asked about, never that moment',
    cron: '30 9 * * *',
    from: '2026-03-10T09:30',
    runs: ['2026-03-11T09:30', '2026-03-12T09:30'],
  },
  {
    why: 'every quarter of an hour',
    cron: '*/15 * * * *',
    from: '2026-12-31T23:40',
    runs: ['2026-12-31T23:45', '2027-01-01T00:00', '2027-01-01T00:15'],
  },
  {
    why: 'a nickname is an expression',
    cron: '@weekly',
    from: '2026-03-10T00:00',
    runs: ['2026-03-15T00:00', '2026-03-22T00:00'],
  },
  {
    why: 'on working days at nine where people work, whose clock is set in between',
    cron: '0 9 * * 1-5',
    timeZone: 'Europe/Berlin',
    from: '2026-03-27T08:00',
    runs: ['2026-03-30T07:00', '2026-03-31T07:00'],
  },
  {
    why: 'at a time that does not exist in that night it runs once, as much later as the clock moved',
    cron: '30 2 * * *',
    timeZone: 'Europe/Berlin',
    from: '2026-03-28T12:00',
    runs: ['2026-03-29T01:30', '2026-03-30T00:30'],
  },
  {
    why: 'where that is a time of its own, it still runs only once',
    cron: '0 2,3 * * *',
    timeZone: 'Europe/Berlin',
    from: '2026-03-28T12:00',
    runs: ['2026-03-29T01:00', '2026-03-30T00:00', '2026-03-30T01:00'],
  },
  {
    why: 'at a time that exists twice in that night it runs once, the first time',
    cron: '30 2 * * *',
    timeZone: 'Europe/Berlin',
    from: '2026-10-24T12:00',
    runs: ['2026-10-25T00:30', '2026-10-26T01:30'],
  },
  {
    why: 'what runs each half hour runs in the hour that is there twice, too',
    cron: '*/30 * * * *',
    timeZone: 'Europe/Berlin',
    from: '2026-10-25T00:00',
    runs: ['2026-10-25T00:30', '2026-10-25T01:00', '2026-10-25T01:30', '2026-10-25T02:00'],
  },
  {
    why: 'and leaves out nothing but what is not there',
    cron: '*/30 * * * *',
    timeZone: 'Europe/Berlin',
    from: '2026-03-29T00:00',
    runs: ['2026-03-29T00:30', '2026-03-29T01:00', '2026-03-29T01:30'],
  },
  {
    why: 'a clock may be set by half an hour',
    cron: '15 2 * * *',
    timeZone: 'Australia/Lord_Howe',
    from: '2026-10-03T00:00',
    runs: ['2026-10-03T15:45', '2026-10-04T15:15'],
  },
  {
    why: 'and be ahead of UTC by odd minutes, on the day after',
    cron: '0 0 1 * *',
    timeZone: 'Pacific/Chatham',
    from: '2026-06-01T00:00',
    runs: ['2026-06-30T11:15', '2026-07-31T11:15'],
  },
  {
    why: 'midnight that is not there comes an hour later',
    cron: '0 0 * * *',
    timeZone: 'Africa/Cairo',
    from: '2026-04-23T12:00',
    runs: ['2026-04-23T22:00', '2026-04-24T21:00'],
  },
  {
    why: 'a leap day comes when it comes',
    cron: '0 12 29 2 *',
    from: '2026-01-01T00:00',
    runs: ['2028-02-29T12:00', '2032-02-29T12:00'],
  },
  {
    why: 'both days are kept to where both are named',
    cron: '0 0 13 * 5',
    from: '2026-01-01T00:00',
    runs: ['2026-02-13T00:00', '2026-03-13T00:00', '2026-11-13T00:00'],
  },
];

for (const { why, cron, timeZone = 'UTC', from, runs } of cases) {
  test(why, () => {
    const found: (string | undefined)[] = [];
    let at: number | undefined = utc(from);
    for (let count = 0; count < runs.length && at !== undefined; count += 1) {
      at = nextRun({ cron, timeZone }, at);
      found.push(at === undefined ? undefined : new Date(at).toISOString().slice(0, 16));
    }
    assert.deepEqual(found, runs);
  });
}

test('what never comes is not waited for', () => {
  // A leap day is never the first Monday of its month.
  assert.equal(nextRun({ cron: '0 0 29 2 1#1', timeZone: 'UTC' }, utc('2026-01-01T00:00')), undefined);
});
