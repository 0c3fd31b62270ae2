// Webhooks as a table.

import type { HookView } from '../../server/api/shapes/runtime.ts';
import { age } from '../output/age.ts';
import type { Printable } from '../output/format.ts';

export const printableHooks = (now: number): Printable<HookView> => ({
  name: ({ repository }) => repository,
  none: 'No repository on GitHub is followed.',
  columns: [
    { title: 'REPOSITORY', value: ({ repository }) => repository },
    { title: 'ROLE', value: ({ role }) => role },
    { title: 'HOOK', value: hookText },
    { title: 'LAST DELIVERY', value: (view) => deliveryText(view, now) },
  ],
});

function hookText({ hook, problem }: HookView): string {
  if (problem !== null) return `${problem.message}${problem.hint === undefined ? '' : ` ${problem.hint}`}`;
  if (hook === null) return 'none';
  return hook.active ? String(hook.id) : `${hook.id} (switched off)`;
}

function deliveryText({ deliveries }: HookView, now: number): string {
  const [last] = deliveries;
  if (last === undefined) return '-';
  const what = last.action === null ? last.event : `${last.event}.${last.action}`;
  return `${what} → ${last.status === 0 ? 'no answer' : last.status}, ${age(last.at, now)} ago`;
}
