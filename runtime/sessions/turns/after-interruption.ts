// Whether a turn that lost its container is taken again. Pure.

import type { TurnError } from '../../../state/model/turn.ts';

/** A container that dies again and again is likely to die of that very turn. */
const MOST_ATTEMPTS = 3;

export type AfterInterruption =
  | { readonly type: 'retry' }
  | { readonly type: 'fail'; readonly error: TurnError };

export function afterInterruption(
  attempt: number,
  onInterrupted: 'retry' | 'fail' = 'retry',
): AfterInterruption {
  if (onInterrupted === 'fail') {
    return fail(
      'The container was lost in mid-turn, and the agent does not want a turn to be taken again.',
      'Send the message again; `on_interrupted: retry` in raworc.json does that by itself.',
    );
  }
  if (attempt < MOST_ATTEMPTS) return { type: 'retry' };
  return fail(
    `The container was lost in each of ${attempt} attempts.`,
    'Look into `raworc session logs`; if memory ran out, raise resources.memory of the space.',
  );
}

const fail = (message: string, hint: string): AfterInterruption => ({
  type: 'fail',
  error: { code: 'INTERRUPTED', message, hint },
});
