// What sessions use, as tables.

import type { BusySessionView, UsedView } from '../../server/api/shapes/usage.ts';
import type { Printable } from '../output/format.ts';
import { sizeText } from '../output/size-text.ts';

const size = (bytes: number | null): string => (bytes === null ? '-' : sizeText(bytes));

/** As many digits as say something: `0.0004 USD`, `12.50 USD`. */
export function costText(cost: Readonly<Record<string, number>>): string {
  const parts = Object.entries(cost).map(
    ([currency, amount]) => `${amount >= 1 ? amount.toFixed(2) : Number(amount.toPrecision(2))} ${currency}`,
  );
  return parts.length === 0 ? '-' : parts.join(', ');
}

export const printableUsage = (by: string): Printable<UsedView> => ({
  name: ({ key }) => key,
  none: 'Nothing was used in that time.',
  columns: [
    { title: by.toUpperCase(), value: ({ key }) => key || '(sessions)' },
    { title: 'TURNS', value: ({ turns }) => String(turns), align: 'right' },
    { title: 'FAILED', value: ({ failed_turns: failed }) => String(failed), align: 'right' },
    {
      title: 'TOKENS',
      value: ({ input_tokens: input, output_tokens: output }) => `${input}+${output}`,
      align: 'right',
    },
    { title: 'COST', value: ({ cost }) => costText(cost), align: 'right' },
    { title: 'TIME', value: (view) => `${view.turn_seconds.toFixed(1)}s`, align: 'right' },
    { title: 'CPU', value: (view) => `${view.cpu_seconds.toFixed(1)}s`, align: 'right' },
    { title: 'MEMORY', value: (view) => `${view.memory_gib_hours.toFixed(2)} GiBh`, align: 'right' },
    { title: 'DISK', value: (view) => size(view.disk_peak_bytes), align: 'right' },
    { title: 'IN', value: (view) => size(view.received_bytes), align: 'right' },
    { title: 'OUT', value: (view) => size(view.sent_bytes), align: 'right' },
  ],
});

export const printableTop: Printable<BusySessionView> = {
  name: (view) => view.session_id,
  none: 'No session that runs was looked at yet.',
  columns: [
    { title: 'SESSION', value: (view) => view.session_id },
    { title: 'SPACE', value: ({ space }) => space },
    { title: 'STATE', value: ({ state }) => state },
    { title: 'OF', value: (view) => view.created_by },
    { title: 'CPU', value: (view) => `${Math.round(view.cpu_cores * 100)}%`, align: 'right' },
    { title: 'MEMORY', value: (view) => size(view.memory_bytes), align: 'right' },
    { title: 'DISK', value: (view) => size(view.disk_bytes), align: 'right' },
    { title: 'IN', value: (view) => size(view.received_bytes), align: 'right' },
    { title: 'OUT', value: (view) => size(view.sent_bytes), align: 'right' },
    { title: 'TURNS', value: ({ turns }) => String(turns), align: 'right' },
    { title: 'TOKENS', value: ({ tokens }) => String(tokens), align: 'right' },
    { title: 'COST', value: ({ cost }) => costText(cost), align: 'right' },
  ],
};
