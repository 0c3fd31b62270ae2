// Where reviews are ordered: one task per key. One that waits is enough for any number of orders, for it will look at
// what is true then; one that runs may have looked already, so another one waits behind it.

import type { Clock } from '../../state/model/clock.ts';
import { newTaskId, type RandomBytes } from '../../state/model/ids.ts';
import { noTracer, type Tracer } from '../../state/model/trace.ts';
import type { Store, StoreTables } from '../../state/store/store.ts';
import { tracedNow } from '../../state/tasks/trace-tasks.ts';
import type { ReviewKey } from './keys.ts';

/** The payload of a task of the kind `review`; its serial key is the same. */
export interface ReviewOrder {
  readonly key: ReviewKey;
}

export interface ReviewDeskDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** There may be a new task of the kind `review`. */
  readonly wake: () => void;
  readonly tracer?: Tracer;
}

export interface ReviewDesk {
  /** A review of this key begins after this call. Durable once it resolves. */
  ask(key: ReviewKey): Promise<void>;
  /** The same as part of the caller's transaction, who calls `wake` when it is committed. */
  askIn(tables: StoreTables, key: ReviewKey): Promise<void>;
  wake(): void;
}

/** GitHub may be away for hours. */
const maxAttempts = 40;

export function createReviewDesk(deps: ReviewDeskDeps): ReviewDesk {
  const { store, clock, random, wake, tracer = noTracer } = deps;

  const askIn: ReviewDesk['askIn'] = async ({ tasks }, key) => {
    const now = clock.now();
    const inTurn = await tasks.inTurn('review', key);
    const queued = inTurn.find(({ state }) => state === 'queued');
    if (queued !== undefined) {
      // It may be waiting to be tried again.
      if (queued.runAt > now) await tasks.wake(key, now);
      return;
    }
    const isTaken = inTurn.some((task) => task.key === key);
    await tasks.insert({
      id: newTaskId(now, random),
      kind: 'review',
      // Unfinished tasks have keys of their own; with at most one queued and one running, two names are enough.
      key: isTaken ? `${key} again` : key,
      serialKey: key,
      payload: { key, ...tracedNow(tracer) } satisfies ReviewOrder,
      priority: 0,
      runAt: now,
      maxAttempts,
      createdAt: now,
    });
  };

  return {
    askIn,
    wake,
    async ask(key) {
      await store.transaction((tables) => askIn(tables, key));
      wake();
    },
  };
}
