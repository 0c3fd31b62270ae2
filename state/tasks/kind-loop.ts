// Claims the tasks of one kind as long as there is room, and looks again when nudged, when one ends and when the poll
// is due. Keeps the leases of those that are held.

import { messageOf } from '../model/errors.ts';
import { noMeter } from '../model/measurement.ts';
import { noTracer } from '../model/trace.ts';
import type { TaskKind, TaskRow } from '../store/tasks.ts';
import type { TaskHandler } from './handler.ts';
import { holdTask, type HeldTask } from './held-task.ts';
import type { Place } from './place.ts';
import type { TaskRunnerDeps } from './runner.ts';

/** How late a task may be noticed when the nudge for it was lost. */
const pollMs = 250;
/** While the store does not answer there is no use in asking more often. */
const troubleMs = 1000;

export interface KindLoop {
  nudge(): void;
  /** Finds out which of the held ones were cancelled. */
  check(): void;
  /** Undefined while there is no room, and once it drains. */
  reserve(): Place | undefined;
  /** Claims nothing more; running ones go on for `graceMs`, then they are handed back. */
  drain(graceMs: number): Promise<void>;
}

export function startKindLoop(kind: TaskKind, handler: TaskHandler, deps: TaskRunnerDeps): KindLoop {
  const { store, owner, clock, random, logger, meter = noMeter, tracer = noTracer } = deps;
  const held = new Set<HeldTask>();
  const draining = new AbortController();
  const drained = new AbortController();
  /** Those whose tasks are being inserted. */
  const reserved = new Set<Promise<void>>();
  let isBeating = false;
  let wasFull = false;
  let wasNudged = false;
  let nap: AbortController | undefined;

  const room = (): number => handler.concurrency - held.size - reserved.size;

  function nudge(): void {
    wasNudged = true;
    nap?.abort('nudged');
  }

  function onTrouble(task: TaskRow, error: unknown): void {
    logger.warn({ task: task.id, kind, err: error }, 'The state of a task could not be written.');
  }

  function check(): void {
    for (const holding of held) holding.beat();
  }

  /** Three beats per lease, from the first task that is held until none is. */
  async function keepLeases(): Promise<void> {
    if (isBeating) return;
    isBeating = true;
    while (held.size > 0) {
      await clock.wait(handler.leaseMs / 3, { signal: drained.signal });
      check();
    }
    isBeating = false;
  }

  async function claim(): Promise<void> {
    const limit = room();
    wasFull = limit < 1;
    if (wasFull) return;
    const now = clock.now();
    const tasks = await store.tasks.claim({ kinds: [kind], owner, now, leaseMs: handler.leaseMs, limit });
    wasFull = tasks.length === limit;
    for (const task of tasks) void hold(task);
  }

  async function hold(task: TaskRow): Promise<void> {
    const holding = holdTask(task, handler, { store, clock, random, onTrouble, meter });
    held.add(holding);
    // It goes on for others, in whose trace it must not seem to be.
    tracer.within(undefined, keepLeases).catch(() => {}); // ended by `drained`
    const { mayLetOthersGo } = await holding.ended;
    held.delete(holding);
    // There is room for another one, and the next of the same serial key may go.
    if (mayLetOthersGo || wasFull) nudge();
  }

  function reserve(): Place | undefined {
    if (room() < 1 || draining.signal.aborted) return undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    reserved.add(promise);
    const leave = (): void => {
      if (reserved.delete(promise)) resolve();
    };
    return {
      owner,
      leaseMs: handler.leaseMs,
      hold(task) {
        void hold(task);
        leave();
      },
      leave,
    };
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
    check,
    reserve,
    async drain(graceMs) {
      draining.abort();
      nudge();
      await looping;
      await Promise.all(reserved);
      const allEnded = Promise.all([...held].map(({ ended }) => ended));
      const grace = new AbortController();
      await Promise.race([allEnded, clock.wait(graceMs, { signal: grace.signal }).catch(() => {})]);
      grace.abort();
      for (const holding of held) holding.drain();
      await allEnded;
      drained.abort();
    },
  };
}
