// Waits until what was synced has come to rest: woken by progress, with the store as the truth.

import type { Clock } from '../../state/model/clock.ts';
import type { Store } from '../../state/store/store.ts';
import { readConfigRecord } from './config-status.ts';
import type { SyncOutcome, SyncTarget, Waiting } from './control.ts';
import { spaceNotFound } from './errors.ts';
import type { ProgressHub } from './progress.ts';
import { restOf, restOfAll, type Rest } from './settled.ts';
import type { StatusView } from './status-view.ts';

export interface WaitForSyncDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly progress: ProgressHub;
  readonly view: StatusView;
}

/** Thousands of spaces may come to rest at once; one look tells of all of them. */
const GATHER_MS = 50;
/** Looks again at least so often: another process may have done the work. */
const LOOK_EVERY_MS = 1_000;

export function createWaitForSync({ store, clock, progress, view }: WaitForSyncDeps) {
  async function rest(target: SyncTarget): Promise<Rest> {
    if ('space' in target) {
      const row = await store.spaces.get(target.space);
      if (row === undefined) throw spaceNotFound(target.space);
      return restOf(row.conditions);
    }
    if ((await store.revisions.get(target.revision)) === undefined) return 'under-way';
    const { conditions } = await readConfigRecord(store);
    const spaces = await store.spaces.list();
    return restOfAll([restOf(conditions), ...spaces.map((row) => restOf(row.conditions))]);
  }

  async function outcome(result: SyncOutcome['result']): Promise<SyncOutcome> {
    return { ...(await view.all()), result };
  }

  return async function waitForSync(
    target: SyncTarget,
    { timeoutMs, signal }: Waiting & { readonly timeoutMs: number },
  ): Promise<SyncOutcome> {
    const until = clock.now() + timeoutMs;
    for (;;) {
      signal?.throwIfAborted();
      const change = nextChange(progress, clock, Math.min(LOOK_EVERY_MS, until - clock.now()), signal);
      try {
        const found = await rest(target);
        if (found !== 'under-way') return await outcome(found);
        if (clock.now() >= until) return await outcome('timeout');
        await change.happened;
        await clock.wait(GATHER_MS, signal === undefined ? {} : { signal });
      } finally {
        change.forget();
      }
    }
  };
}

/** Listening begins before the store is read, so that no change falls between the two. */
function nextChange(progress: ProgressHub, clock: Clock, ms: number, signal: AbortSignal | undefined) {
  const stop = new AbortController();
  const stopped = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
  const happened = new Promise<void>((resolve) => {
    const unlisten = progress.listen(({ type }) => {
      if (type !== 'build') resolve();
    });
    stopped.addEventListener('abort', () => {
      unlisten();
      resolve();
    });
    clock.wait(Math.max(0, ms), { signal: stopped }).then(resolve, () => undefined);
  });
  return { happened, forget: () => stop.abort() };
}
