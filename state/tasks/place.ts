// A place in a runner, kept for a task that is about to be inserted: whoever makes work and can do it at once need not
// wait until it is found and claimed.

import type { TaskRow } from '../store/tasks.ts';

/** Ends with one of the two: until then the runner has room for one task less, and does not finish draining. */
export interface Place {
  /** For `store.tasks.insertRunning`. */
  readonly owner: string;
  readonly leaseMs: number;
  /** The task was inserted as running, under this owner: the handler runs it, as if it had been claimed. */
  hold(task: TaskRow): void;
  /** No task came of it. Does nothing after `hold`. */
  leave(): void;
}
