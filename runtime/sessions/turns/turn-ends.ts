// The ends of turns that a supervisor told of: handed to whoever waits for them, or kept until somebody does.

import type { TurnEndFrame } from '../link/frames.ts';

export interface TurnEnds {
  /** Resolves with the end of that attempt, or with undefined once the link is gone or the signal aborts. */
  wait(turn: string, attempt: number, signal: AbortSignal): Promise<TurnEndFrame | undefined>;
  /** Resolves when the next turn of whatever name ends, or the link is gone. */
  next(): Promise<void>;
  /** False where nobody waits for it yet. Kept until it is forgotten: what could not be stored is asked for again. */
  put(frame: TurnEndFrame): boolean;
  /** It is stored, or nobody will want it. */
  forget(frame: TurnEndFrame): void;
  /** The link is gone. */
  fail(): void;
}

const keyOf = (turn: string, attempt: number): string => `${turn}/${attempt}`;

export function createTurnEnds(): TurnEnds {
  const kept = new Map<string, TurnEndFrame>();
  const waiting = new Map<string, (frame: TurnEndFrame | undefined) => void>();
  let isGone = false;
  let news = Promise.withResolvers<void>();
  const tellNews = (): void => {
    news.resolve();
    news = Promise.withResolvers();
  };

  return {
    wait(turn, attempt, signal) {
      const key = keyOf(turn, attempt);
      const there = kept.get(key);
      if (there !== undefined || isGone || signal.aborted) return Promise.resolve(there);
      return new Promise((resolve) => {
        const settle = (frame: TurnEndFrame | undefined): void => {
          signal.removeEventListener('abort', stop);
          if (waiting.get(key) === settle) waiting.delete(key);
          resolve(frame);
        };
        const stop = (): void => settle(undefined);
        signal.addEventListener('abort', stop, { once: true });
        waiting.set(key, settle);
      });
    },
    next: () => (isGone ? Promise.resolve() : news.promise),
    put(frame) {
      tellNews();
      const key = keyOf(frame.turn, frame.attempt);
      kept.set(key, frame);
      const settle = waiting.get(key);
      settle?.(frame);
      return settle !== undefined;
    },
    forget: (frame) => void kept.delete(keyOf(frame.turn, frame.attempt)),
    fail() {
      isGone = true;
      tellNews();
      for (const settle of waiting.values()) settle(undefined);
    },
  };
}
