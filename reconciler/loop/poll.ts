// Polling of the config repository and the agents' sources: by a cron expression or every so often, with jitter so that
// many installations don't ask one server at the same second.

import { schedule, validate } from 'node-cron';

import { parseDuration } from '../../schemas/duration.ts';
import type { Clock } from '../../state/model/clock.ts';
import { ReconcilerError } from './errors.ts';
import { repeat } from './resync.ts';

export type PollEvery =
  | { readonly type: 'cron'; readonly expression: string }
  | { readonly type: 'every'; readonly ms: number }
  | { readonly type: 'never' };

/** Reads `RAWORC_POLL`: `1m`, a cron expression, or `never`. Throws `POLL_INVALID`. */
export function parsePoll(text: string): PollEvery {
  const trimmed = text.trim();
  if (trimmed === 'never') return { type: 'never' };
  const ms = parseDuration(trimmed);
  if (typeof ms === 'number' && Number.isFinite(ms) && ms > 0) return { type: 'every', ms };
  if (validate(trimmed)) return { type: 'cron', expression: trimmed };
  throw new ReconcilerError('POLL_INVALID', `"${text}" is neither a time nor a cron expression.`, {
    hint: 'Write RAWORC_POLL as 1m, */5 * * * *, or never.',
  });
}

/** A cron tick is put off by up to this much. */
const JITTER_MS = 10_000;

export function startPoll(
  every: PollEvery,
  deps: { readonly clock: Clock; readonly random: () => number; readonly signal: AbortSignal },
  poll: (delayMs: number) => void,
): void {
  switch (every.type) {
    case 'never':
      return;
    case 'every':
      void repeat(every.ms, deps, () => poll(0));
      return;
    case 'cron': {
      const task = schedule(every.expression, () => poll(Math.round(JITTER_MS * deps.random())));
      deps.signal.addEventListener('abort', () => void task.stop(), { once: true });
      return;
    }
    default:
      every satisfies never;
  }
}
