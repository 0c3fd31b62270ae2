// A declared agent and how it stands.

import type { AgentSpec } from '../../../schemas/kinds/agent.ts';
import type { Manifest } from '../../../schemas/manifest/manifest.ts';
import { conditionView } from './condition.ts';
import { positionView } from './problem.ts';
import {
  anything,
  arrayOf,
  asDeclared,
  exampleCommit,
  flag,
  labelsView,
  listOfViews,
  nullable,
  type Shown,
  text,
  textOrNull,
  view,
} from './view.ts';

export const agentView = view(
  'Agent',
  {
    space: text,
    name: text,
    labels: labelsView,
    spec: asDeclared,
    manifest: { ...nullable(anything), description: 'The one in force; null until one could be read.' },
    position: positionView,
    revision: text,
    removing: flag,
    source_commit: { ...textOrNull, description: 'What its source resolves to now.' },
    running_commit: { ...textOrNull, description: 'What runs.' },
    layer: textOrNull,
    running_layer: textOrNull,
    conditions: arrayOf(conditionView),
  },
  {
    space: 'sales',
    name: 'sales-agent',
    labels: {},
    spec: { source: { repo: 'github.com/company/sales-agent', update: 'auto' }, purpose: 'Answers' },
    manifest: { runtime: 'python3', handler: 'main.process_message', description: 'Answers' },
    position: { file: 'spaces/sales/agents/sales-agent.yaml', line: 1, column: 1 },
    revision: exampleCommit,
    removing: false,
    source_commit: exampleCommit,
    running_commit: exampleCommit,
    layer: '9f2b6c1d3e4a5b60',
    running_layer: '9f2b6c1d3e4a5b60',
    conditions: conditionView.examples,
  },
);
export const agentListView = listOfViews(agentView);

/** Its `spec` and `manifest` as their kinds have them; the schema of the answer leaves their fields to those. */
export type AgentView = Omit<Shown<typeof agentView>, 'spec' | 'manifest'> & {
  readonly spec: AgentSpec;
  readonly manifest: Manifest | null;
};
