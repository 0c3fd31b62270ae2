// Turns that may only wait so long until they begin: this process notes when, and the sweep finds those whose process died.

import type { Clock } from '../../../state/model/clock.ts';
import type { TurnError } from '../../../state/model/turn.ts';
import type { Store } from '../../../state/store/store.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import type { SessionLogger } from '../ports.ts';
import type { EditSession } from '../session-edit.ts';
import { failTurn } from './interrupt.ts';

export interface QueueLimits {
  /** It will be looked at when its time is over. */
  watch(turn: Pick<TurnRow, 'id' | 'queueUntil'>): void;
  /** Fails those whose time is over. */
  expire(): Promise<void>;
  /** Forgets all that is watched. */
  close(): void;
}

export interface QueueLimitsDeps {
  readonly store: Pick<Store, 'turns'>;
  readonly edit: EditSession;
  readonly clock: Clock;
  readonly logger: SessionLogger;
}

const TOO_LATE: TurnError = {
  code: 'QUEUE_TIMEOUT',
  message: 'The turn did not begin in the time that it was given to wait.',
  hint: 'Earlier turns of the session took too long, or it was not ready; send the message again.',
};

export function createQueueLimits({ store, edit, clock, logger }: QueueLimitsDeps): QueueLimits {
  const closed = new AbortController();

  async function expire(): Promise<void> {
    for (const turn of await store.turns.overdue(clock.now())) {
      await edit(turn.sessionId, 'runtime', async (session) => {
        const now = await session.tables.turns.get(turn.id);
        if (now?.state === 'queued' && now.queueUntil !== null) await failTurn(session, now, TOO_LATE);
      });
    }
  }

  async function wait(until: number): Promise<void> {
    // Timers may come a moment before the clock shows their time, and nothing looks again soon.
    for (let now = clock.now(); now < until; now = clock.now())
      await clock.wait(until - now, { signal: closed.signal });
    await expire();
  }

  return {
    watch({ id, queueUntil }) {
      if (queueUntil === null) return;
      wait(queueUntil).catch((error: unknown) => {
        if (!closed.signal.aborted)
          logger.warn({ turn: id, err: error }, 'A queued turn could not be ended.');
      });
    },
    expire,
    close: () => closed.abort(),
  };
}
