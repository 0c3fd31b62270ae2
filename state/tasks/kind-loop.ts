// Claims the tasks of one kind as long as there is room, and looks again when nudged, when one ends and when the poll
// is due.

import { messageOf } from '../model/errors.ts';
import type { TaskKind, TaskRow } from '../store/tasks.ts';
import type { TaskHandler } from './handler.ts';
import { holdTask, type HeldTask } from './held-task.ts';
import type { TaskRunnerDeps } from './runner.ts';

/** How late a task may be noticed when the nudge for it was lost. */
const pollMs = 250;
/** While the store does not answer there is no use in asking more often. */
const troubleMs = 1000;

export interface KindLoop {
  nudge(): void;
  /** Finds out which of the held ones were cancelled. */
  check(): void;
  /** Claims nothing more; running ones go on for `graceMs`, then they are handed back. */
  drain(graceMs: number): Promise<void>;
}

export function startKindLoop(kind: TaskKind, handler: TaskHandler, deps: TaskRunnerDeps): KindLoop {
  const { store, owner, clock, random, logger } = deps;
  const held = new Set<HeldTask>();
  const draining = new AbortController();
  let wasNudged = false;
  let nap: AbortController | undefined;

  function nudge(): void {
    wasNudged = true;
    nap?.abort();
  }

  function onTrouble(task: TaskRow, error: unknown): void {
    logger.warn({ task: task.id, kind, err: error }, 'The state of a task could not be written.');
  }

  async function claim(): Promise<void> {
    const limit = handler.concurrency - held.size;
    if (limit < 1) return;
    const now = clock.now();
    const tasks = await store.tasks.claim({ kinds: [kind], owner, now, leaseMs: handler.leaseMs, limit });
    for (const task of tasks) void hold(task);
  }

  async function hold(task: TaskRow): Promise<void> {
    const holding = holdTask(task, handler, { store, clock, random, onTrouble });
    held.add(holding);
    await holding.ended;
    held.delete(holding);
    // There is room for another one, and the next of the same serial key may go.
    nudge();
  }

  async function loop(): Promise<void> {
    while (!draining.signal.aborted) {
      wasNudged = false;
      let napMs = pollMs;
      try {
        await claim();
      } catch (error) {
        logger.warn({ kind, err: error }, `Tasks could not be claimed: ${messageOf(error)}`);
        napMs = troubleMs;
      }
      if (wasNudged && napMs === pollMs) continue;
      nap = new AbortController();
      await clock.wait(napMs, { signal: nap.signal }).catch(() => {}); // a nudge ends the nap
      nap = undefined;
    }
  }

  const looping = loop();

  return {
    nudge,
    check() {
      for (const holding of held) holding.check();
    },
    async drain(graceMs) {
      draining.abort();
      nudge();
      await looping;
      const allEnded = Promise.all([...held].map(({ ended }) => ended));
      const grace = new AbortController();
      await Promise.race([allEnded, clock.wait(graceMs, { signal: grace.signal }).catch(() => {})]);
      grace.abort();
      for (const holding of held) holding.drain();
      await allEnded;
    },
  };
}
