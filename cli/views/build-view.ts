// Builds and history as tables.

import type { BuildView } from '../../server/api/shapes/build.ts';
import type { HistoryView } from '../../server/api/shapes/revision.ts';
import { age } from '../output/age.ts';
import type { Printable } from '../output/format.ts';

function duration({ started_at, ended_at }: BuildView, now: number): string {
  if (started_at === null) return '-';
  const ms = (ended_at === null ? now : Date.parse(ended_at)) - Date.parse(started_at);
  return `${(ms / 1000).toFixed(1)}s`;
}

export const printableBuilds = (now: number): Printable<BuildView> => ({
  name: ({ id }) => id,
  none: 'Nothing was built yet.',
  columns: [
    { title: 'BUILD', value: ({ id }) => id },
    { title: 'OF', value: ({ kind, agent }) => (kind === 'image' ? 'the space' : (agent ?? '-')) },
    { title: 'STATE', value: ({ state }) => state },
    { title: 'TOOK', value: (build) => duration(build, now), align: 'right' },
    { title: 'AGE', value: ({ queued_at }) => age(queued_at, now), align: 'right' },
  ],
});

export const printableHistory = (now: number): Printable<HistoryView> => ({
  name: ({ revision }) => revision,
  none: 'Nothing ran yet.',
  columns: [
    { title: '', value: ({ current }) => (current ? '*' : ' ') },
    { title: 'REVISION', value: ({ revision }) => revision.slice(0, 12) },
    { title: 'BUILD', value: ({ build_id }) => build_id },
    { title: 'ROLLBACK', value: ({ available }) => available },
    { title: 'APPLIED', value: ({ applied_at }) => age(applied_at, now), align: 'right' },
    {
      title: 'SUBJECT',
      value: ({ subject, author }) => `${subject ?? ''}${author === null ? '' : ` (${author})`}`,
    },
  ],
});
