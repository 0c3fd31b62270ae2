// Sessions, messages and events as tables.

import type { EventView } from '../../server/api/shapes/event.ts';
import type { MessageView } from '../../server/api/shapes/message.ts';
import type { SessionView } from '../../server/api/shapes/session.ts';
import { age } from '../output/age.ts';
import type { Printable } from '../output/format.ts';

export const printableSessions = (now: number): Printable<SessionView> => ({
  name: ({ id }) => id,
  none: 'There are no sessions.',
  columns: [
    { title: 'SESSION', value: ({ id }) => id },
    { title: 'SPACE', value: ({ space }) => space },
    { title: 'STATE', value: ({ state }) => state },
    { title: 'SINCE', value: ({ since }) => age(since, now), align: 'right' },
    { title: 'REASON', value: ({ reason }) => reason },
    { title: 'BY', value: ({ created_by }) => created_by },
    { title: 'ACTIVE', value: ({ last_activity_at }) => age(last_activity_at, now), align: 'right' },
    { title: 'BUILD', value: ({ build_id }) => build_id ?? '-' },
  ],
});

export const printableMessages: Printable<MessageView> = {
  name: ({ id }) => id,
  none: 'Nothing was said yet.',
  columns: [
    { title: 'AT', value: ({ created_at }) => created_at },
    { title: 'WHO', value: ({ role, agent }) => (role === 'agent' ? (agent ?? 'agent') : role) },
    { title: 'SAID', value: ({ content }) => content },
  ],
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What passed between agents, as a sentence. */
const hops: Readonly<Record<string, (data: EventView['data']) => string>> = {
  'agent.asked': ({ from, agent, content }) => `${textOf(from)} → ${textOf(agent)}: ${textOf(content)}`,
  'agent.answered': ({ agent, content }) => `${textOf(agent)} answers: ${textOf(content)}`,
  'turn.handed_over': ({ from, agent, content }) =>
    `${textOf(from)} hands over to ${textOf(agent)}${content === undefined ? '' : `: ${textOf(content)}`}`,
};

/** The telling part of an event's data, on one line. */
function describe({ type, data }: EventView): string {
  const hop = hops[type];
  if (hop !== undefined) return hop(data);
  return Object.entries(data)
    .filter(([key, value]) => value !== null && !key.endsWith('_id'))
    .map(([key, value]) => `${key}=${textOf(value)}`)
    .join(' ');
}

export const printableEvents: Printable<EventView> = {
  name: ({ seq }) => String(seq),
  none: 'There are no events.',
  columns: [
    { title: '#', value: ({ seq }) => String(seq), align: 'right' },
    { title: 'AT', value: ({ at }) => at },
    { title: 'EVENT', value: ({ type }) => type },
    { title: 'BY', value: ({ by }) => by },
    { title: 'WHAT', value: describe },
  ],
};
