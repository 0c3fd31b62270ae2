// Whoever is connected to a session counts as activity: each 15 s it is written down that something happened in it.

import type { Clock } from '../../../state/model/clock.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { Store } from '../../../state/store/store.ts';

export interface AttachDeps {
  readonly store: Pick<Store, 'sessions'>;
  readonly clock: Clock;
}

export interface Attachments {
  /** Holds the session's idle ladder off until the signal aborts. Returns at once; never throws. */
  attach(id: SessionId, signal: AbortSignal): void;
  /** To this process: others see it by what is written down. */
  isAttached(id: SessionId): boolean;
}

const TOUCH_EVERY_MS = 15_000;

export function createAttachments({ store, clock }: AttachDeps): Attachments {
  /** How many are connected to each. */
  const attached = new Map<SessionId, number>();
  let idle: AbortController | undefined;

  async function touchAll(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      try {
        await clock.wait(TOUCH_EVERY_MS, { signal: stop });
        await store.sessions.touch([...attached.keys()], clock.now());
      } catch {
        // The store is away; nobody can close a session meanwhile either.
      }
    }
  }

  function leave(id: SessionId): void {
    const left = (attached.get(id) ?? 1) - 1;
    if (left > 0) attached.set(id, left);
    else attached.delete(id);
    if (attached.size > 0) return;
    idle?.abort();
    idle = undefined;
  }

  function attach(id: SessionId, signal: AbortSignal): void {
    if (signal.aborted) return;
    attached.set(id, (attached.get(id) ?? 0) + 1);
    signal.addEventListener('abort', () => leave(id), { once: true });
    store.sessions.touch([id], clock.now()).catch(() => undefined);
    if (idle !== undefined) return;
    idle = new AbortController();
    void touchAll(idle.signal);
  }

  return { attach, isAttached: (id) => attached.has(id) };
}
