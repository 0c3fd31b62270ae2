// Up to where everything is stored: acknowledging is cumulative, storing is not. Told in batches.

import type { Clock } from '../../../state/model/clock.ts';

const DELAY_MS = 20;
/** The supervisor keeps 4 MiB before it stops reading workers: stay well below. */
const MOST_FRAMES = 256;

export interface Acknowledgement {
  /** A frame was delivered; `toStore` if it must not be acknowledged before `stored` was called. */
  delivered(seq: number, toStore: boolean): void;
  stored(seq: number): void;
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

  function flush(options = { again: false }): void {
    const seq = upTo();
    if (seq === 0 || (seq === told && !options.again)) return;
    told = seq;
    tell(seq);
  }

  async function plan(): Promise<void> {
    if (planned) return;
    planned = true;
    await clock.wait(DELAY_MS, { signal });
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
    flush,
  };
}
