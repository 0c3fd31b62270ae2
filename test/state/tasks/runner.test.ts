// The task mechanism on a real store and a clock that stands still.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openStore } from '../../../state/store/open.ts';
import type { Store } from '../../../state/store/store.ts';
import type { TaskRow } from '../../../state/store/tasks.ts';
import type { TaskHandler } from '../../../state/tasks/handler.ts';
import type { TaskOutcome } from '../../../state/tasks/outcome.ts';
import { createTaskRunner, type TaskRunner } from '../../../state/tasks/runner.ts';
import { createSignals } from '../../../state/tasks/signals.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { aTask } from '../../support/rows.ts';

const leaseMs = 30_000;

/** A handler whose runs the test sees begin, and ends. */
function heldHandler(concurrency = 10) {
  const begun: { task: TaskRow; signal: AbortSignal; end: (outcome: TaskOutcome) => void }[] = [];
  let onBegin = Promise.withResolvers<void>();
  const gaveUp: string[] = [];
  const handler: TaskHandler = {
    concurrency,
    leaseMs,
    run(task, { signal }) {
      const { promise, resolve } = Promise.withResolvers<TaskOutcome>();
      signal.addEventListener('abort', () => resolve({ type: 'retry', error: 'aborted' }));
      begun.push({ task, signal, end: resolve });
      onBegin.resolve();
      onBegin = Promise.withResolvers();
      return promise;
    },
    async gaveUp(_, error) {
      gaveUp.push(error);
    },
  };
  return {
    handler,
    begun,
    gaveUp,
    async next(count: number) {
      while (begun.length < count) await onBegin.promise;
      const run = begun[count - 1];
      assert.ok(run !== undefined);
      return run;
    },
  };
}

describe('the task runner', () => {
  let store: Store;
  let clock: ManualClock;
  const runners: TaskRunner[] = [];

  beforeEach(async () => {
    store = await openStore('sqlite::memory:', { random: randomBytes });
    clock = createManualClock();
  });
  afterEach(async () => {
    await Promise.all(runners.splice(0).map((runner) => runner.drain()));
    await store.close();
  });

  function startRunner(handler: TaskHandler, owner = 'me', on = store): TaskRunner {
    const runner = createTaskRunner({
      store: on,
      owner,
      clock,
      random: () => Uint8Array.of(0),
      signals: createSignals(),
      handlers: { turn: handler },
      logger: { warn() {} },
    });
    runners.push(runner);
    runner.start();
    return runner;
  }

  /** Resolves when the row is as wanted; every change of a row is followed by a claim of the loop. */
  async function rowWhen(id: TaskRow['id'], isSo: (row: TaskRow) => boolean): Promise<TaskRow> {
    for (;;) {
      const row = await store.tasks.get(id);
      if (row !== undefined && isSo(row)) return row;
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  }

  it('starts a task when nudged, without waiting for the poll, because somebody waits for the answer', async () => {
    const held = heldHandler();
    const runner = startRunner(held.handler);
    await clock.waiting(1);
    const task = aTask();
    await store.tasks.insert(task);
    runner.nudge('turn');
    (await held.next(1)).end({ type: 'done' });
    assert.equal((await rowWhen(task.id, ({ state }) => state !== 'running')).state, 'done');
  });

  it('finds a task by polling where the nudge was lost, because nudges carry no promise', async () => {
    const held = heldHandler();
    startRunner(held.handler);
    await clock.waiting(1);
    await store.tasks.insert(aTask());
    await clock.advance(249);
    assert.equal(held.begun.length, 0);
    await clock.advance(1);
    await held.next(1);
  });

  it('runs what was inserted for a place in it without looking for it, because somebody waits for the answer', async () => {
    const held = heldHandler();
    const runner = startRunner(held.handler);
    const place = runner.reserve('turn');
    assert.ok(place !== undefined);
    const leaseUntil = clock.now() + place.leaseMs;
    const task = await store.tasks.insertRunning(aTask(), { owner: place.owner, leaseUntil });
    assert.ok(task !== undefined);
    place.hold(task);
    assert.equal(held.begun[0]?.task, task, 'it began at once');
    await clock.waiting(2);
    await clock.advance(leaseMs / 3);
    await rowWhen(task.id, (row) => (row.leaseUntil ?? 0) > leaseUntil);
    held.begun[0]?.end({ type: 'done' });
    assert.equal((await rowWhen(task.id, ({ state }) => state !== 'running')).state, 'done');
  });

  it('gives no more places than the handler takes, and none once it drains, because nobody would run those tasks', async () => {
    const runner = startRunner(heldHandler(1).handler);
    const place = runner.reserve('turn');
    assert.ok(place !== undefined);
    assert.equal(runner.reserve('turn'), undefined, 'it is full');
    place.leave();
    const again = runner.reserve('turn');
    assert.ok(again !== undefined, 'a place that was left is free');
    const draining = runner.drain();
    assert.equal(runner.reserve('turn'), undefined, 'it drains');
    let isDrained = false;
    void draining.then(() => (isDrained = true));
    await store.tasks.nextDue(['turn']);
    assert.equal(isDrained, false, 'a task may still come of the place');
    again.leave();
    await draining;
  });

  it('never runs more at a time than the handler takes, and goes on when one ends', async () => {
    const held = heldHandler(2);
    for (let i = 0; i < 3; i += 1) await store.tasks.insert(aTask());
    startRunner(held.handler);
    const first = await held.next(1);
    await held.next(2);
    await clock.waiting(1);
    assert.equal(held.begun.length, 2);
    first.end({ type: 'done' });
    await held.next(3);
  });

  it('tries again after a growing pause and gives up with the handler’s knowledge, because somebody waits for an end', async () => {
    const held = heldHandler();
    const task = aTask({ maxAttempts: 2 });
    await store.tasks.insert(task);
    startRunner(held.handler);
    (await held.next(1)).end({ type: 'retry', error: 'no luck' });
    const released = await rowWhen(task.id, ({ state }) => state === 'queued');
    assert.deepEqual([released.runAt - clock.now(), released.lastError], [800, 'no luck']);
    await clock.waiting(1);
    await clock.advance(800);
    (await held.next(2)).end({ type: 'retry', error: 'still no luck' });
    assert.equal((await rowWhen(task.id, ({ state }) => state === 'failed')).lastError, 'still no luck');
    assert.deepEqual(held.gaveUp, ['still no luck']);
  });

  it('waits without counting an attempt until it is woken, because an image that is not built yet is no failure', async () => {
    const held = heldHandler();
    const task = aTask({ maxAttempts: 1 });
    await store.tasks.insert(task);
    const runner = startRunner(held.handler);
    (await held.next(1)).end({ type: 'wait', until: clock.now() + 3_600_000 });
    assert.equal((await rowWhen(task.id, ({ state }) => state === 'queued')).attempts, 0);
    await store.tasks.wake(task.key, clock.now());
    runner.nudge('turn');
    assert.equal((await held.next(2)).task.attempts, 1);
  });

  it('keeps its lease by heartbeats however long it takes, because a build takes minutes', async () => {
    const held = heldHandler();
    const task = aTask();
    await store.tasks.insert(task);
    startRunner(held.handler);
    await held.next(1);
    await clock.waiting(2);
    const startedAt = clock.now();
    await clock.advance(leaseMs / 3);
    await rowWhen(task.id, ({ leaseUntil }) => leaseUntil === startedAt + leaseMs / 3 + leaseMs);
  });

  it('tells a handler that its task was cancelled, because work that nobody wants should end', async () => {
    const held = heldHandler();
    const task = aTask();
    await store.tasks.insert(task);
    const runner = startRunner(held.handler);
    const run = await held.next(1);
    await store.tasks.cancel('turn', task.key);
    const aborted = once(run.signal, 'abort');
    runner.cancelled('turn');
    await aborted;
    assert.equal((run.signal.reason as { code?: string }).code, 'TASK_LOST');
  });

  it('hands back what does not end while draining, at no cost of attempts, because a restart is nobody’s failure', async () => {
    const held = heldHandler();
    const task = aTask();
    await store.tasks.insert(task);
    const runner = startRunner(held.handler);
    const run = await held.next(1);
    await runner.drain();
    assert.equal((run.signal.reason as { code?: string }).code, 'TASK_DRAINED');
    const row = await store.tasks.get(task.id);
    assert.deepEqual([row?.state, row?.attempts, row?.runAt], ['queued', 0, clock.now()]);
  });

  it('lets tasks end while draining as long as it may, because most take less than that', async () => {
    const held = heldHandler();
    const task = aTask();
    await store.tasks.insert(task);
    const runner = startRunner(held.handler);
    const run = await held.next(1);
    const draining = runner.drain({ graceMs: 10_000 });
    run.end({ type: 'done' });
    await draining;
    assert.equal((await store.tasks.get(task.id))?.state, 'done');
  });

  it('counts what a handler throws as a retry, or as a failure where trying again is pointless', async () => {
    const task = aTask();
    await store.tasks.insert(task);
    startRunner({ concurrency: 1, leaseMs, run: () => Promise.reject(new Error('a slip')) });
    assert.equal(
      (await rowWhen(task.id, ({ state }) => state === 'queued' || state === 'failed')).state,
      'queued',
    );
  });

  it('goes on when the store was away, because databases are restarted', async () => {
    const held = heldHandler();
    let isAway = true;
    const troubled: Store = {
      ...store,
      tasks: {
        ...store.tasks,
        claim: (request) => (isAway ? Promise.reject(new Error('away')) : store.tasks.claim(request)),
      },
    };
    await store.tasks.insert(aTask());
    startRunner(held.handler, 'me', troubled);
    await clock.waiting(1);
    isAway = false;
    await clock.advance(1000);
    await held.next(1);
  });
});
