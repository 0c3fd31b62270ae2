// Long work steps back. Who asks the store something short never waits for those who ask it thousands of things: of their
// statements only few are under way at once, and the thread is not theirs for long in a row.

import { AsyncLocalStorage } from 'node:async_hooks';

export interface Background {
  /** Runs long work. What it starts and leaves behind steps back no more when it ends. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Before the store is asked something; resolves when that may begin, with what must be called once it is over. Who
   * holds a lock already goes before others: somebody may wait for it.
   */
  enter(options?: { readonly holdsLock: boolean }): Promise<() => void>;
}

/** A server's answers are taken in on this thread: two by two, they don't pile up. */
const mostAtOnce = 2;
/** An embedded database answers without leaving the thread: after so long everything else has its turn. */
const longestRunMs = 5;
/** Short work is short; this is for what turns out not to be. */
const longestForegroundRunMs = 25;

export function createBackground(): Background {
  const current = new AsyncLocalStorage<{ isOpen: boolean }>();
  /** Those that hold a lock stand first. */
  const waiting: (() => void)[] = [];
  let waitingWithLock = 0;
  let underWay = 0;
  let isArmed = false;
  let turnBegan: number | undefined;

  /** Since the store was first asked in this turn of the event loop. */
  function heldMs(): number {
    return performance.now() - (turnBegan ?? beginTurn());
  }

  function beginTurn(): number {
    const began = performance.now();
    turnBegan = began;
    setImmediate(() => {
      if (turnBegan === began) turnBegan = undefined;
    });
    return began;
  }

  function leave(): void {
    underWay -= 1;
    arm();
  }

  const hasRoom = () => waitingWithLock > 0 || underWay < mostAtOnce;

  function arm(): void {
    if (isArmed || waiting.length === 0 || !hasRoom()) return;
    isArmed = true;
    setImmediate(letOneIn);
  }

  function letOneIn(): void {
    isArmed = false;
    if (!hasRoom()) return;
    if (waitingWithLock > 0) waitingWithLock -= 1;
    underWay += 1;
    beginTurn();
    waiting.shift()?.();
    arm();
  }

  function wait(holdsLock: boolean): Promise<void> {
    return new Promise((resolve) => {
      if (holdsLock) {
        waiting.splice(waitingWithLock, 0, resolve);
        waitingWithLock += 1;
      } else {
        waiting.push(resolve);
      }
      arm();
    });
  }

  return {
    async run(work) {
      const own = { isOpen: true };
      try {
        return await current.run(own, work);
      } finally {
        own.isOpen = false;
      }
    },

    async enter({ holdsLock } = { holdsLock: false }) {
      const held = heldMs();
      if (current.getStore()?.isOpen !== true) {
        if (held > longestForegroundRunMs) await new Promise(setImmediate);
        return nothing;
      }
      const isFree = holdsLock || (waiting.length === 0 && underWay < mostAtOnce);
      if (isFree && held <= longestRunMs) underWay += 1;
      else await wait(holdsLock);
      return leave;
    },
  };
}

function nothing(): void {}
