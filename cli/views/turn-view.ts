// The record of turns as a table.

import type { TurnRecordView } from '../../server/api/shapes/turn.ts';
import { age } from '../output/age.ts';
import type { Printable } from '../output/format.ts';

const took = (ms: number | null): string =>
  ms === null ? '-' : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)}s`;

function tokens({ usage }: TurnRecordView): string {
  if (usage?.input_tokens === undefined && usage?.output_tokens === undefined) return '-';
  return `${usage.input_tokens ?? 0}+${usage.output_tokens ?? 0}`;
}

export const printableTurns = (now: number): Printable<TurnRecordView> => ({
  name: ({ id }) => id,
  none: 'Nothing was done yet.',
  columns: [
    { title: 'TURN', value: ({ id }) => id },
    { title: 'STATE', value: ({ state, error }) => (error === null ? state : `${state} (${error.code})`) },
    { title: 'AGENT', value: ({ agent }) => agent ?? '-' },
    { title: 'COMMIT', value: ({ agent_commit }) => agent_commit?.slice(0, 7) ?? '-' },
    { title: 'VIA', value: ({ via }) => via },
    { title: 'ATTEMPT', value: ({ attempt }) => String(attempt), align: 'right' },
    { title: 'QUEUED', value: ({ durations }) => took(durations.queued_ms), align: 'right' },
    { title: 'FIRST', value: ({ durations }) => took(durations.first_delta_ms), align: 'right' },
    { title: 'TOTAL', value: ({ durations }) => took(durations.total_ms), align: 'right' },
    { title: 'TOKENS', value: tokens, align: 'right' },
    { title: 'AGE', value: ({ created_at }) => age(created_at, now), align: 'right' },
  ],
});
