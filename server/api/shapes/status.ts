// The config repository and all spaces as they stand, also once somebody has waited for them.

import { conditionView } from './condition.ts';
import { positionView, problemView } from './problem.ts';
import { type SpaceView, spaceView } from './space.ts';
import {
  arrayOf,
  count,
  exampleCommit,
  moment,
  momentOrNull,
  type Shown,
  text,
  textOrNull,
  view,
} from './view.ts';

export const configView = view(
  'Config',
  {
    repository: { type: 'string', description: 'Without credentials.' },
    ref: text,
    revision: textOrNull,
    subject: textOrNull,
    author: textOrNull,
    checked_at: momentOrNull,
    problems: arrayOf(problemView),
    awaiting_review: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'By space: the hash that would have to be approved.',
    },
    bumps: arrayOf(
      view(
        'Bump',
        { space: text, agent: text, repository: text, from: text, to: text, position: positionView },
        {
          space: 'sales',
          agent: 'sales-agent',
          repository: 'https://github.com/company/sales-agent',
          from: exampleCommit,
          to: 'c0ffee549d6c22acb40fe719c132ed1d064e5292',
          position: positionView.examples[0],
        },
      ),
    ),
    conditions: arrayOf(conditionView),
  },
  {
    repository: 'https://github.com/company/config',
    ref: 'refs/heads/main',
    revision: exampleCommit,
    subject: 'Add the sales team',
    author: 'Ann',
    checked_at: '2026-01-31T12:00:00.000Z',
    problems: [],
    awaiting_review: {},
    bumps: [],
    conditions: conditionView.examples,
  },
);
export type ConfigView = Shown<typeof configView>;

const keptView = view(
  'KeptWorkspaces',
  {
    space: { type: 'string', description: 'The space that went.' },
    sessions: count,
    until: { ...moment, description: 'When the first of them goes.' },
  },
  { space: 'sales', sessions: 2, until: '2026-02-07T12:00:00.000Z' },
);
export type KeptView = Shown<typeof keptView>;

export const statusView = view(
  'Status',
  {
    config: configView,
    kept: {
      ...arrayOf(keptView),
      description: 'Sessions of spaces that were removed, whose workspaces may be had back still.',
    },
    spaces: arrayOf(spaceView),
  },
  { config: configView.examples[0], kept: keptView.examples, spaces: spaceView.examples },
);
export type StatusView = Omit<Shown<typeof statusView>, 'spaces'> & {
  readonly spaces: readonly SpaceView[];
};

export const syncAcceptedView = view(
  'SyncAccepted',
  { revision: text, result: { enum: ['accepted'] } },
  { revision: exampleCommit, result: 'accepted' },
);
export type SyncAcceptedView = Shown<typeof syncAcceptedView>;

export const syncedView = view(
  'Synced',
  {
    revision: text,
    result: { enum: ['converged', 'stuck', 'timeout'] },
    config: configView,
    spaces: arrayOf(spaceView),
  },
  {
    revision: exampleCommit,
    result: 'converged',
    config: configView.examples[0],
    spaces: spaceView.examples,
  },
);
export type SyncedView = Omit<Shown<typeof syncedView>, 'spaces'> & {
  readonly spaces: readonly SpaceView[];
};
