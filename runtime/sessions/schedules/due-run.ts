// Whether a schedule runs now, for which planned time, and when next. Pure.

import { nextRun } from '../../../schemas/cron/next-run.ts';
import type { Schedule } from '../../../schemas/kinds/schedule.ts';
import type { ScheduleRow } from '../../../state/store/schedules.ts';

export type Due =
  | { readonly type: 'not-yet' }
  | {
      readonly type: 'run' | 'missed';
      readonly plannedAt: number;
      readonly isLate: boolean;
      readonly nextAt: number | null;
    };

/** Nothing runs to the second; what comes later than this was missed. */
export const LATE_MS = 60_000;

export function dueRun({ spec, nextAt }: Pick<ScheduleRow, 'spec' | 'nextAt'>, now: number): Due {
  if (nextAt === null || nextAt > now) return { type: 'not-yet' };
  const after = { nextAt: firstRun(spec, now) };
  const onTime = nextAt >= now - LATE_MS ? nextAt : nextRun(spec, now - LATE_MS - 1);
  // Of those that were missed before it, none is made up for: this one comes in their stead.
  if (onTime !== undefined && onTime <= now) {
    return { type: 'run', plannedAt: onTime, isLate: false, ...after };
  }
  const type = spec.missed === 'once' ? 'run' : 'missed';
  return { type, plannedAt: nextAt, isLate: true, ...after };
}

/** Null: never. */
export function firstRun(spec: Schedule, now: number): number | null {
  return spec.enabled ? (nextRun(spec, now) ?? null) : null;
}
