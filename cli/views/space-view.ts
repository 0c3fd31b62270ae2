// Spaces and agents as tables.

import type { AgentView } from '../../server/api/shapes/agent.ts';
import type { SpaceView } from '../../server/api/shapes/space.ts';
import { age } from '../output/age.ts';
import type { Printable } from '../output/format.ts';
import { summary } from './condition-view.ts';

const short = (hash: string | null) => hash?.slice(0, 7) ?? '-';

function since(conditions: SpaceView['conditions'], now: number): string {
  return age(conditions.find(({ type }) => type === 'Ready')?.changed_at ?? null, now);
}

export const printableSpaces = (now: number): Printable<SpaceView> => ({
  name: ({ name }) => name,
  none: 'No spaces are declared.',
  columns: [
    { title: 'SPACE', value: ({ name }) => name },
    {
      title: 'STATUS',
      value: ({ conditions, hold }) => `${summary(conditions)}${hold === null ? '' : ' (held)'}`,
    },
    { title: 'SINCE', value: ({ conditions }) => since(conditions, now) },
    { title: 'REVISION', value: ({ applied_revision }) => short(applied_revision) },
    { title: 'BUILD', value: ({ build_id }) => build_id ?? '-' },
    { title: 'AGENTS', value: ({ agents }) => String(agents.length), align: 'right' },
    { title: 'SESSIONS', value: ({ sessions }) => String(sessions), align: 'right' },
  ],
});

export const printableAgents = (now: number): Printable<AgentView> => ({
  name: ({ space, name }) => `${space}/${name}`,
  none: 'There are no agents.',
  columns: [
    { title: 'SPACE', value: ({ space }) => space },
    { title: 'AGENT', value: ({ name }) => name },
    { title: 'STATUS', value: ({ conditions }) => summary(conditions) },
    { title: 'SINCE', value: ({ conditions }) => since(conditions, now) },
    { title: 'SOURCE', value: ({ source_commit }) => short(source_commit) },
    { title: 'RUNNING', value: ({ running_commit }) => short(running_commit) },
    { title: 'PURPOSE', value: ({ spec }) => spec.purpose ?? '' },
  ],
});
