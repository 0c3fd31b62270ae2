// The next time that a cron expression names, in a time zone and from whatever moment is asked about.

import { createTask, parse } from 'node-cron';
import { createZone, type Zone } from './zone.ts';

export interface CronTime {
  /** That `cronFault` finds nothing wrong with. */
  readonly cron: string;
  readonly timeZone: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The 29th of February on a certain day of the week: 28 years, and 40 across a century. */
const MOST_DAYS = 41 * 366;
/** More than clocks are ever set. */
const SET_MS = 3 * HOUR_MS;

/** Milliseconds since the epoch, later than `after`; undefined where none comes in a lifetime. */
export function nextRun({ cron, timeZone }: CronTime, after: number): number | undefined {
  const { minute, hour, dayOfMonth, month, dayOfWeek } = parse(cron);
  const isDay = matchDays([dayOfMonth, month, dayOfWeek].map((each) => each.join(',')).join(' '));
  const zone = createZone(timeZone);
  const isEveryHour = hour.length === 24;
  const from = zone.wallOf(after) - SET_MS;
  const first = Math.floor(from / DAY_MS);
  for (let day = first; day < first + MOST_DAYS; day += 1) {
    if (!isDay(day * DAY_MS)) continue;
    const walls = timesOf(hour, minute).map((time) => day * DAY_MS + time);
    const next = soonest(
      walls.filter((wall) => wall >= from),
      (wall) => runsAt(zone, wall, isEveryHour),
      after,
    );
    if (next !== undefined) return next;
  }
  return undefined;
}

/** When a run that is planned for `wall` takes place. */
function runsAt(zone: Zone, wall: number, isEveryHour: boolean): readonly number[] {
  const instants = zone.instantsOf(wall);
  if (isEveryHour) return instants;
  return instants.length === 0 ? [zone.unadjusted(wall)] : instants.slice(0, 1);
}

/** `walls` in order; where the clock is set back, a later one may come sooner. */
function soonest(
  walls: readonly number[],
  runsAt: (wall: number) => readonly number[],
  after: number,
): number | undefined {
  let best: { readonly at: number; readonly wall: number } | undefined;
  for (const wall of walls) {
    if (best !== undefined && wall > best.wall + SET_MS) break;
    for (const at of runsAt(wall))
      if (at > after && (best === undefined || at < best.at)) best = { at, wall };
  }
  return best?.at;
}

function timesOf(hours: readonly number[], minutes: readonly number[]): readonly number[] {
  return hours.flatMap((hour) => minutes.map((minute) => hour * HOUR_MS + minute * MINUTE_MS));
}

/** Days are the same in every zone: each is asked about at noon in UTC. Given its midnight. */
function matchDays(calendar: string): (day: number) => boolean {
  const task = createTask(`0 12 ${calendar}`, () => undefined, { timezone: 'Etc/UTC' });
  // It only answers questions: node-cron need not keep it.
  void task.destroy();
  return (day) => task.match(new Date(day + DAY_MS / 2));
}
