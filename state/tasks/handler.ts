// The port of the runner to whoever does the work of a kind.

import type { Claim, TaskRow } from '../store/tasks.ts';
import type { TaskOutcome } from './outcome.ts';

export interface TaskContext {
  /**
   * Aborted when the claim is lost to somebody else (`TASK_LOST`: stop, and write nothing more) or when this process
   * drains (`TASK_DRAINED`: stop; the task goes back to the queue whatever is answered, except `done` and `settled`).
   */
  readonly signal: AbortSignal;
  /** For completing the task in the transaction that stores its result; the outcome is then `settled`. */
  readonly claim: Claim;
}

/**
 * Runs of the same task may overlap for a moment when a claim is lost, and a task may run again after a crash at any
 * point: `run` must be idempotent. What it throws is a retry, or a failure where the error says `stop`.
 */
export interface TaskHandler {
  /** How many at a time in this process. */
  readonly concurrency: number;
  /** Heartbeats come three times per lease. */
  readonly leaseMs: number;
  run(task: TaskRow, context: TaskContext): Promise<TaskOutcome>;
  /** Called before a task is marked as failed, so that whoever waits for it is told. Idempotent. */
  gaveUp?(task: TaskRow, error: string): Promise<void>;
}
