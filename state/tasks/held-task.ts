// One task while this process holds it: the handler's run, whether the claim still holds, and what the outcome does to the
// row.

import type { Clock } from '../model/clock.ts';
import type { RandomBytes } from '../model/ids.ts';
import { noMeter, type MeasurementOf, type Meter } from '../model/measurement.ts';
import type { Store } from '../store/store.ts';
import type { Claim, TaskRow } from '../store/tasks.ts';
import { taskDrained, taskLost } from './errors.ts';
import type { TaskHandler } from './handler.ts';
import { outcomeOfError, settle, type Settlement, type TaskOutcome } from './outcome.ts';

export interface HeldTaskDeps {
  readonly store: Pick<Store, 'tasks'>;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Told what could not be written; the lease will run out and somebody takes over. */
  readonly onTrouble: (task: TaskRow, error: unknown) => void;
  readonly meter?: Meter;
}

export interface HeldTask {
  /** Resolves when the row is settled or given up: whether others may wait for that. Never rejects. */
  readonly ended: Promise<{ readonly mayLetOthersGo: boolean }>;
  /** Renews the lease, or finds out that the task was cancelled or taken over. */
  beat(): void;
  /** Hands the task back: the handler is told to stop. */
  drain(): void;
}

/** How what became of it is called where it is counted. */
const measured = {
  nothing: 'done',
  complete: 'done',
  release: 'waiting',
  retry: 'retried',
  fail: 'failed',
} as const satisfies Record<Settlement['type'] | 'retry', MeasurementOf<'task'>['outcome']>;

export function holdTask(task: TaskRow, handler: TaskHandler, deps: HeldTaskDeps): HeldTask {
  const { store, clock, random, onTrouble, meter = noMeter } = deps;
  const claim: Claim = { id: task.id, owner: task.owner ?? '', epoch: task.epoch };
  const stop = new AbortController();
  let isOver = false;
  let isDraining = false;

  let leaseUntil = task.leaseUntil ?? 0;
  async function beat(): Promise<void> {
    const until = clock.now() + handler.leaseMs;
    try {
      if (await store.tasks.heartbeat(claim, until)) leaseUntil = until;
      else if (!isOver) stop.abort(taskLost());
    } catch (error) {
      onTrouble(task, error);
      // The store may come back before the lease is over; after that nobody may believe to hold the task.
      if (clock.now() >= leaseUntil) stop.abort(taskLost());
    }
  }

  async function run(): Promise<TaskOutcome> {
    try {
      return await handler.run(task, { signal: stop.signal, claim });
    } catch (error) {
      return outcomeOfError(error);
    }
  }

  async function write(settlement: Settlement): Promise<void> {
    switch (settlement.type) {
      case 'nothing':
        return;
      case 'complete':
        await store.tasks.complete(claim);
        return;
      case 'release':
        await store.tasks.release(claim, settlement.runAt, settlement.error, settlement.countAttempt);
        return;
      case 'fail':
        await handler.gaveUp?.(task, settlement.error);
        await store.tasks.fail(claim, settlement.error);
        return;
      default:
        settlement satisfies never;
    }
  }

  async function hold(): Promise<{ readonly mayLetOthersGo: boolean }> {
    const begun = clock.now();
    let came: MeasurementOf<'task'>['outcome'] = 'lost';
    try {
      const outcome = await run();
      if (stop.signal.aborted && !isDraining) return { mayLetOthersGo: true };
      const isFinal = outcome.type === 'done' || outcome.type === 'settled';
      const now = clock.now();
      const settlement: Settlement =
        isDraining && !isFinal
          ? { type: 'release', runAt: now, error: null, countAttempt: false }
          : settle(outcome, task, now, () => (random(1)[0] ?? 0) / 255);
      await write(settlement);
      came = measured[settlement.type === 'release' && settlement.countAttempt ? 'retry' : settlement.type];
      return { mayLetOthersGo: !(outcome.type === 'settled' && outcome.isAlone === true) };
    } catch (error) {
      onTrouble(task, error);
      return { mayLetOthersGo: true };
    } finally {
      isOver = true;
      meter({ type: 'task', kind: task.kind, outcome: came, ms: clock.now() - begun });
    }
  }

  return {
    ended: hold(),
    beat() {
      // Who hands it back holds it until then.
      if (!isOver && (isDraining || !stop.signal.aborted)) void beat();
    },
    drain() {
      if (stop.signal.aborted) return;
      isDraining = true;
      stop.abort(taskDrained());
    },
  };
}
