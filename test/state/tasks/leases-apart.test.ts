// Leases are kept for all tasks that are held, by whoever began with it: what is said of them belongs to nobody's trace.

import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { test } from 'node:test';
import { noTracer, type Tracer } from '../../../state/model/trace.ts';
import { startKindLoop } from '../../../state/tasks/kind-loop.ts';
import { createSignals } from '../../../state/tasks/signals.ts';
import type { TaskOutcome } from '../../../state/tasks/outcome.ts';
import type { TaskRow } from '../../../state/store/tasks.ts';
import type { Store } from '../../../state/store/store.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { aTask } from '../../support/rows.ts';

test('a lease that can’t be renewed is not complained of in the trace of whoever came first', async () => {
  const contexts = new AsyncLocalStorage<string | undefined>();
  const tracer: Tracer = {
    ...noTracer,
    current: () => contexts.getStore(),
    within: (name, work) => contexts.run(name, work),
  };
  const complained: (string | undefined)[] = [];
  const { promise: isTrouble, resolve: trouble } = Promise.withResolvers<void>();
  const clock = createManualClock();
  const tasks = {
    claim: async () => [],
    heartbeat: async () => {
      throw new Error('The store is away.');
    },
    complete: async () => true,
  };
  const { promise: ended, resolve: end } = Promise.withResolvers<TaskOutcome>();
  const handler = { concurrency: 2, leaseMs: 30_000, run: () => ended };
  const loop = startKindLoop('turn', handler, {
    store: { tasks } as unknown as Pick<Store, 'tasks'>,
    owner: 'me',
    clock,
    random: () => Uint8Array.of(0),
    signals: createSignals(),
    handlers: {},
    tracer,
    logger: {
      warn() {
        complained.push(tracer.current());
        trouble();
      },
    },
  });
  const task = { ...aTask(), owner: 'me', epoch: 1, leaseUntil: clock.now() + 30_000 } as TaskRow;
  tracer.within('00-first', () => loop.reserve()?.hold(task));
  await clock.waiting(2);
  await clock.advance(10_000);
  await isTrouble;
  assert.deepEqual(complained, [undefined]);
  end({ type: 'done' });
  await loop.drain(1_000);
});
