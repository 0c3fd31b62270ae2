// A publisher on a real store and a clock that stands still, with its tasks run when a test says so.

import { randomBytes } from 'node:crypto';
import { openStore } from '../../../../state/store/open.ts';
import type { Store } from '../../../../state/store/store.ts';
import { holdTask } from '../../../../state/tasks/held-task.ts';
import { createPublisher, type Publisher } from '../../../../webhook/client/publish/publisher.ts';
import { createPublishHandler } from '../../../../webhook/client/publish/publish-handler.ts';
import { createManualClock, type ManualClock } from '../../../support/manual-clock.ts';
import { imagineGitHub, type ImaginedGitHub } from '../imagined-github.ts';

export interface Bench extends ImaginedGitHub, AsyncDisposable {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly publisher: Publisher;
  readonly warnings: string[];
  /** Runs every task that is due until none is; answers how many runs that took. */
  publish(): Promise<number>;
  /** When the next task is due, in milliseconds from now; undefined where there is none. */
  nextIn(): Promise<number | undefined>;
}

export async function setUpBench(): Promise<Bench> {
  const store = await openStore('sqlite::memory:', { random: randomBytes });
  const clock = createManualClock();
  const imagined = imagineGitHub();
  const warnings: string[] = [];
  const half = (count: number) => new Uint8Array(count).fill(128);
  const publisher = createPublisher({ store, clock, random: randomBytes, nudge() {} });
  const handler = createPublishHandler({
    store,
    github: imagined.github,
    clock,
    random: half,
    log: { warn: (_fields, message) => void warnings.push(message) },
  });
  const onTrouble = (_task: unknown, error: unknown) => {
    throw error;
  };
  return {
    ...imagined,
    store,
    clock,
    publisher,
    warnings,
    async publish() {
      let runs = 0;
      for (;;) {
        const request = {
          kinds: ['publish'],
          owner: 'me',
          now: clock.now(),
          leaseMs: 30_000,
          limit: 10,
        } as const;
        const tasks = await store.tasks.claim(request);
        if (tasks.length === 0) return runs;
        for (const task of tasks) {
          runs += 1;
          await holdTask(task, handler, { store, clock, random: half, onTrouble }).ended;
        }
      }
    },
    async nextIn() {
      const due = await store.tasks.nextDue(['publish']);
      return due === undefined ? undefined : due - clock.now();
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
}
