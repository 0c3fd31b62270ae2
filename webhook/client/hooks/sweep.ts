// Asks GitHub now and then for what it could not deliver: at the start, for then we were away, and every ten minutes.

import { messageOf } from '../../../state/model/errors.ts';
import type { Hooks } from './hooks.ts';

export interface SweepDeps {
  readonly hooks: Pick<Hooks, 'redeliverMissed'>;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

const everyMs = 10 * 60_000;

/** Runs until the signal aborts. Deliveries that stay away are found by polling all the same. */
export function startSweep({ hooks, log }: SweepDeps, { signal }: { readonly signal: AbortSignal }): void {
  let running = false;
  const sweep = async (): Promise<void> => {
    if (running) return;
    running = true;
    try {
      const { asked } = await hooks.redeliverMissed({ signal });
      if (asked > 0) log.info({ asked }, 'deliveries that never arrived were asked for again');
    } catch (error) {
      if (!signal.aborted)
        log.warn({ reason: messageOf(error) }, 'GitHub did not tell which deliveries failed');
    } finally {
      running = false;
    }
  };
  const timer = setInterval(() => void sweep(), everyMs).unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  void sweep();
}
