// What running a task can lead to, and what that means for its row. Pure.

import type { TaskRow } from '../store/tasks.ts';
import { RaworcError, messageOf } from '../model/errors.ts';
import { backoffMs } from './backoff.ts';

export type TaskOutcome =
  /** It is finished. */
  | { readonly type: 'done' }
  /**
   * The handler ended or released the claim itself, in the transaction that stored its result. `isAlone`: nobody waits
   * for it under its serial key.
   */
  | { readonly type: 'settled'; readonly isAlone?: boolean }
  /** It may work later: tried again after a growing pause until `maxAttempts` is reached. */
  | { readonly type: 'retry'; readonly error: string }
  /** Something else has to happen first. Costs no attempt; `store.tasks.wake` ends the wait before `until`. */
  | { readonly type: 'wait'; readonly until: number }
  /** It will never work. */
  | { readonly type: 'failed'; readonly error: string };

/** What to do with the claim. */
export type Settlement =
  | { readonly type: 'complete' }
  | { readonly type: 'nothing' }
  | {
      readonly type: 'release';
      readonly runAt: number;
      readonly error: string | null;
      readonly countAttempt: boolean;
    }
  | { readonly type: 'fail'; readonly error: string };

/** `random` answers numbers that are evenly spread from 0 to 1. */
export function settle(
  outcome: TaskOutcome,
  task: Pick<TaskRow, 'attempts' | 'maxAttempts'>,
  now: number,
  random: () => number,
): Settlement {
  switch (outcome.type) {
    case 'done':
      return { type: 'complete' };
    case 'settled':
      return { type: 'nothing' };
    case 'wait':
      return { type: 'release', runAt: outcome.until, error: null, countAttempt: false };
    case 'failed':
      return { type: 'fail', error: outcome.error };
    case 'retry': {
      if (task.attempts >= task.maxAttempts) return { type: 'fail', error: outcome.error };
      const runAt = now + backoffMs(task.attempts, random());
      return { type: 'release', runAt, error: outcome.error, countAttempt: true };
    }
    default:
      return outcome satisfies never;
  }
}

/** What an error that a handler let escape means; one that nobody named may pass. */
export function outcomeOfError(thrown: unknown): TaskOutcome {
  const error = messageOf(thrown);
  const isHopeless = thrown instanceof RaworcError && thrown.disposition === 'stop';
  return { type: isHopeless ? 'failed' : 'retry', error };
}
