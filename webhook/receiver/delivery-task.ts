// Carries a delivery out: what it speaks of becomes nudges and orders for reviews, and the delivery is done.

import type { Nudge } from '../../reconciler/loop/control.ts';
import type { Clock } from '../../state/model/clock.ts';
import type { DeliveryId } from '../../state/store/deliveries.ts';
import type { Store } from '../../state/store/store.ts';
import type { TaskHandler } from '../../state/tasks/handler.ts';
import type { Hint } from './hint.ts';
import { isNudge, keysOf, type Key, type NudgeKey, type ReviewKey } from './keys.ts';
import type { RegisteredRepositories } from './registered-repositories.ts';
import type { ReviewDesk } from './review-desk.ts';

export interface DeliveryTaskDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly registered: RegisteredRepositories;
  /** Returns at once. */
  readonly nudge: (what: Nudge) => void;
  readonly desk: ReviewDesk;
}

export function createDeliveryHandler(deps: DeliveryTaskDeps): TaskHandler {
  const { store, clock, registered, desk } = deps;

  async function keysFor(hint: Hint, receivedAt: number): Promise<readonly Key[]> {
    const keys = keysOf(hint, await registered.lately());
    if (keys.length > 0) return keys;
    // Before it is left alone: the repository may have been registered a moment ago.
    return keysOf(hint, await registered.at(receivedAt));
  }

  return {
    concurrency: 4,
    leaseMs: 30_000,
    async run({ payload }, { claim }) {
      const id = payload as DeliveryId;
      const row = await store.deliveries.get(id);
      if (row === undefined || row.state !== 'pending') return { type: 'done' };
      const keys = await keysFor(row.hint as Hint, row.receivedAt);
      // First of all: a nudge is forgotten with the process, and then the next one comes by here again.
      for (const key of keys) if (isNudge(key)) deps.nudge(nudgeOf(key));
      const reviews = keys.filter((key): key is ReviewKey => !isNudge(key));
      await store.transaction(async (tables) => {
        if (!(await tables.tasks.complete(claim))) return;
        for (const key of reviews) await desk.askIn(tables, key);
        await tables.deliveries.change(id, 'pending', { state: 'done', keys, endedAt: clock.now() });
      });
      if (reviews.length > 0) desk.wake();
      return { type: 'settled' };
    },
    async gaveUp({ payload }, message) {
      const error = { code: 'DELIVERY_FAILED', message };
      await store.deliveries.change(payload as DeliveryId, 'pending', {
        state: 'failed',
        error,
        endedAt: clock.now(),
      });
    },
  };
}

function nudgeOf(key: NudgeKey): Nudge {
  if (key === 'config' || key === 'everything') return { type: key };
  return { type: 'source', location: key.slice('source/'.length) };
}
