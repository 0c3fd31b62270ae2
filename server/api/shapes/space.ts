// A declared space with its agents, and how it stands.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import { agentView, type AgentView } from './agent.ts';
import { conditionView } from './condition.ts';
import { positionView } from './problem.ts';
import {
  arrayOf,
  asDeclared,
  count,
  exampleCommit,
  flag,
  labelsView,
  listOfViews,
  moment,
  nullable,
  type Shown,
  text,
  textOrNull,
  view,
} from './view.ts';

const holdView = view(
  'Hold',
  { revision: text, reason: text, by: text, at: moment },
  { revision: exampleCommit, reason: 'The new one is slow.', by: 'ann', at: '2026-01-31T12:00:00.000Z' },
);

export const spaceView = view(
  'Space',
  {
    name: text,
    labels: labelsView,
    spec: asDeclared,
    position: positionView,
    revision: { type: 'string', description: 'The one that the conditions speak of.' },
    applied_revision: textOrNull,
    build_id: textOrNull,
    image: textOrNull,
    hold: nullable(holdView),
    awaiting_confirmation: { ...textOrNull, description: 'The hash that a confirmation has to name.' },
    removing: flag,
    sessions: { ...count, description: 'Those that are not closed.' },
    agents: arrayOf(agentView),
    conditions: arrayOf(conditionView),
  },
  {
    name: 'sales',
    labels: { team: 'sales' },
    spec: { description: 'Sales research' },
    position: { file: 'spaces/sales/space.yaml', line: 1, column: 1 },
    revision: exampleCommit,
    applied_revision: exampleCommit,
    build_id: 'ccb2e5f78c528105',
    image: 'raworc_space_sales:ccb2e5f78c528105',
    hold: null,
    awaiting_confirmation: null,
    removing: false,
    sessions: 3,
    agents: agentView.examples,
    conditions: conditionView.examples,
  },
);
export const spaceListView = listOfViews(spaceView);

/** Its `spec` as its kind has it; the schema of the answer leaves the fields to that. */
export type SpaceView = Omit<Shown<typeof spaceView>, 'spec' | 'agents'> & {
  readonly spec: SpaceSpec;
  readonly agents: readonly AgentView[];
};
