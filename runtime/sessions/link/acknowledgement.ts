// Up to where everything is stored: acknowledging is cumulative, storing is not. Told in batches, and mostly with the next
// command: by itself it would wake engine and supervisor once more for every turn.

import type { Clock } from '../../../state/model/clock.ts';

/** Where no command comes: a supervisor that is stopped waits so long for the end of its last turn to be told. */
const DELAY_MS = 100;
/** The supervisor keeps 4 MiB before it stops reading workers: stay well below. */
const MOST_FRAMES = 256;

export interface Acknowledgement {
  /** A frame was delivered; `toStore` if it must not be acknowledged before `stored` was called. */
  delivered(seq: number, toStore: boolean): void;
  stored(seq: number): void;
  /** What there is to tell, for whoever tells it with something else. */
  take(): number | undefined;
  /** Tells now what there is to tell; `again` where the last telling may have been lost. */
  flush(options?: { readonly again: boolean }): void;
}

/** `tell` is given the highest number up to which all may be forgotten. */
export function createAcknowledgement(
  clock: Clock,
  signal: AbortSignal,
  tell: (seq: number) => void,
): Acknowledgement {
  let last = 0;
  let told = 0;
  let planned = false;
  // In order of delivery, which is the order of the numbers: the first is the lowest.
  const waiting = new Set<number>();

  function upTo(): number {
    for (const lowest of waiting) return lowest - 1;
    return last;
  }

  function take(): number | undefined {
    const seq = upTo();
    if (seq === told) return undefined;
    told = seq;
    return seq;
  }

  function flush(options = { again: false }): void {
    if (options.again) told = 0;
    const seq = take();
    if (seq !== undefined) tell(seq);
  }

  async function plan(): Promise<void> {
    if (planned) return;
    planned = true;
    for (let before = -1; before !== told;) {
      before = told;
      // What came since a command took the rest along waits for the next one as long.
      await clock.wait(DELAY_MS, { signal });
    }
    planned = false;
    flush();
  }

  function consider(): void {
    if (upTo() - told >= MOST_FRAMES) flush();
    // Only closing the link interrupts the waiting, and that flushes.
    plan().catch(() => undefined);
  }

  return {
    delivered(seq, toStore) {
      last = seq;
      if (toStore) waiting.add(seq);
      consider();
    },
    stored(seq) {
      if (waiting.delete(seq)) consider();
    },
    take,
    flush,
  };
}
