// What a thrown error means for a resource: its disposition says whether to try again, wait, or stop.

import { messageOf, RaworcError } from '../../state/model/errors.ts';
import type { Outcome } from './report.ts';

const WAIT_MS = 30_000;

export function outcomeOfError(thrown: unknown): Outcome {
  if (!(thrown instanceof RaworcError)) {
    return { type: 'failed', reason: 'Failed', message: sentence(messageOf(thrown)) };
  }
  const said = {
    reason: pascal(thrown.code),
    message: sentence(thrown.message),
    ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
  };
  switch (thrown.disposition) {
    case 'retry':
      return { type: 'failed', ...said };
    case 'wait':
      return { type: 'waiting', recheckAfterMs: WAIT_MS, ...said };
    case 'stop':
      return {
        type: 'stalled',
        ...said,
        hint: thrown.hint ?? 'Correct what the message names, then run raworc sync.',
      };
    default:
      return thrown.disposition satisfies never;
  }
}

/** `ENGINE_UNREACHABLE` → `EngineUnreachable`. */
export function pascal(code: string): string {
  return code
    .toLowerCase()
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

/** Messages of others end as they like; a condition's message is a sentence. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return 'It failed without saying why.';
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
