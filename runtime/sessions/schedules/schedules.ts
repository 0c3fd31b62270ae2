// Schedules: what is declared is put in force, and what is due is sent. One run of `schedules/{space}` looks at all of the
// space's; it needs no memory of the run before.

import type { Clock } from '../../../state/model/clock.ts';
import { RaworcError } from '../../../state/model/errors.ts';
import type { RandomBytes, SessionId } from '../../../state/model/ids.ts';
import { inSpan, type Tracer } from '../../../state/model/trace.ts';
import type { LoggedEvent } from '../../../state/model/session-event.ts';
import type { RunError, ScheduleRow } from '../../../state/store/schedules.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Store } from '../../../state/store/store.ts';
import type { Checkpoint } from '../checkpoints.ts';
import type { EnqueueMessage } from '../turns/accept.ts';
import { type Due, dueRun } from './due-run.ts';
import { createRetire } from './retire.ts';
import { createSendRun } from './send-run.ts';
import { type AgentSchedules, syncSchedules } from './sync-schedules.ts';

export interface SchedulesDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly enqueue: EnqueueMessage;
  readonly close: (id: SessionId, by: string) => Promise<unknown>;
  readonly publish: (row: SessionRow, events: readonly LoggedEvent[]) => void;
  readonly nudge: (id: SessionId) => void;
  readonly claimed: (space: string) => void;
  readonly wakeTurns: () => void;
  readonly tracer: Tracer;
  readonly checkpoint: Checkpoint;
}

export interface Schedules {
  /** Puts in force what is declared; answers whether there is anything. */
  sync(space: string, declared: readonly AgentSchedules[]): Promise<boolean>;
  /** Sends what is due; answers when to look again by itself. */
  run(space: string): Promise<{ readonly requeueAfterMs?: number }>;
}

/** For what another runtime wrote, and for a clock that was set. */
const LOOK_EVERY_MS = 60_000;
/** While there is no room for another session. */
const RETRY_MS = 5_000;

export function createSchedules(deps: SchedulesDeps): Schedules {
  const { store, clock, checkpoint } = deps;
  const sendRun = createSendRun(deps);
  const retire = createRetire(deps);

  async function send(schedule: ScheduleRow, due: Exclude<Due, { type: 'not-yet' }>): Promise<void> {
    const { plannedAt, nextAt } = due;
    await retire(schedule);
    const sent = await sendRun({ schedule, plannedAt, nextAt, now: clock.now() });
    if (sent === undefined) return;
    await checkpoint('schedule.run-written');
    const { row, claimed, logged } = sent;
    deps.publish(row, logged);
    if (claimed) deps.claimed(row.space);
    else deps.nudge(row.id);
    deps.wakeTurns();
  }

  /** Answers when to look at it again; undefined: at its next run. */
  async function carryOut(schedule: ScheduleRow): Promise<number | undefined> {
    const due = dueRun(schedule, clock.now());
    if (due.type === 'not-yet') return undefined;
    const { plannedAt: lastAt, nextAt, isLate } = due;
    if (due.type === 'missed') {
      await store.schedules.change(schedule, { nextAt, lastAt, lastOutcome: 'missed', lastError: null });
      return undefined;
    }
    try {
      const { space, agent, name } = schedule;
      const about = { 'raworc.space': space, 'raworc.schedule': `${agent}/${name}` };
      await inSpan(deps.tracer, 'schedule', { parent: null, attributes: about }, () => send(schedule, due));
    } catch (thrown) {
      const error = refusal(thrown);
      if (error === undefined) throw thrown;
      if (error.disposition === 'wait' && !isLate) return RETRY_MS;
      const lastError = plain(error);
      await store.schedules.change(schedule, { nextAt, lastAt, lastOutcome: 'failed', lastError });
    }
    return undefined;
  }

  return {
    sync: (space, declared) => syncSchedules(store, space, declared, clock.now()),

    async run(space) {
      const waits: number[] = [];
      for (const schedule of await store.schedules.list(space)) {
        const ms = await carryOut(schedule);
        if (ms !== undefined) waits.push(ms);
      }
      const now = clock.now();
      for (const { nextAt } of await store.schedules.list(space)) {
        if (nextAt !== null && nextAt > now) waits.push(Math.min(nextAt - now, LOOK_EVERY_MS));
      }
      return waits.length === 0 ? {} : { requeueAfterMs: Math.min(...waits) };
    },
  };
}

/** What is no use trying again at once; anything else, such as a store that is away, is tried by the queue. */
function refusal(thrown: unknown): RaworcError | undefined {
  if (!(thrown instanceof RaworcError) || thrown.code.startsWith('STORE_')) return undefined;
  return thrown.disposition === 'retry' ? undefined : thrown;
}

function plain({ code, message, hint }: RaworcError): RunError {
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}
