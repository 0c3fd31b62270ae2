// Waiting for a place that a turn of the same session leaves, without letting go of the task: where the link is, somebody else
// who claimed it would take the link away.

import type { Clock } from '../../../state/model/clock.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import { isLastOfTurn } from '../../../state/model/session-event.ts';
import type { SessionBus } from '../events/bus.ts';

/** For an end that another process wrote. */
const RECHECK_MS = 2_000;

export interface NextEnd extends Disposable {
  /** Resolves when a turn has ended since the listening began, or after a while; also when the signal aborts. */
  wait(signal: AbortSignal): Promise<void>;
}

export function listenForEnd(
  id: SessionId,
  { bus, clock }: { readonly bus: SessionBus; readonly clock: Clock },
): NextEnd {
  const ended = new AbortController();
  const stop = bus.events.listen(id, (told) => {
    if (Array.isArray(told) && told.some(isLastOfTurn)) ended.abort('a turn has ended');
  });
  return {
    async wait(signal) {
      await clock
        .wait(RECHECK_MS, { signal: AbortSignal.any([signal, ended.signal]) })
        .catch(() => undefined); // ended earlier
    },
    [Symbol.dispose]: stop,
  };
}
