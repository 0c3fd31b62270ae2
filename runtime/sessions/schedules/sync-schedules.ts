// The schedules that are in force become those that are declared. What stays the same keeps its next run, so that reading
// a declaration again neither loses nor repeats one.

import { isDeepStrictEqual } from 'node:util';
import type { Schedule } from '../../../schemas/kinds/schedule.ts';
import type { ScheduleRow } from '../../../state/store/schedules.ts';
import type { Store } from '../../../state/store/store.ts';
import { firstRun } from './due-run.ts';

export interface AgentSchedules {
  readonly agent: string;
  readonly schedules: readonly Schedule[];
}

/** Answers whether any is in force. May run beside another runtime's: who comes second finds it done. */
export async function syncSchedules(
  { schedules }: Pick<Store, 'schedules'>,
  space: string,
  declared: readonly AgentSchedules[],
  now: number,
): Promise<boolean> {
  const left = new Map((await schedules.list(space)).map((row) => [keyOf(row.agent, row.name), row]));
  let count = 0;
  for (const { agent, schedules: specs } of declared) {
    for (const spec of specs) {
      count += 1;
      const key = keyOf(agent, spec.name);
      const row = left.get(key);
      left.delete(key);
      if (row === undefined) await schedules.insert(newRow(space, agent, spec, now));
      else if (!isDeepStrictEqual(row.spec, spec)) await schedules.change(row, changeTo(spec, row, now));
    }
  }
  for (const row of left.values()) await schedules.delete(row);
  return count > 0;
}

const keyOf = (agent: string, name: string) => `${agent}/${name}`;

function newRow(space: string, agent: string, spec: Schedule, now: number): ScheduleRow {
  return {
    space,
    agent,
    name: spec.name,
    spec,
    nextAt: firstRun(spec, now),
    lastAt: null,
    lastOutcome: null,
    lastError: null,
    sessionId: null,
    turnId: null,
    version: 1,
  };
}

function changeTo(spec: Schedule, { spec: before, nextAt }: ScheduleRow, now: number) {
  const isWhenSame =
    spec.cron === before.cron && spec.timeZone === before.timeZone && spec.enabled === before.enabled;
  return { spec, nextAt: isWhenSame ? nextAt : firstRun(spec, now) };
}
