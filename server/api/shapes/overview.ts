// Everything at a glance.

import { sessionStates } from '../../../state/model/session-state.ts';
import {
  arrayOf,
  count,
  exampleCommit,
  momentOrNull,
  type Shown,
  text,
  textOrNull,
  texts,
  view,
} from './view.ts';

/**
 * How something stands, the worst first: `stalled` waits for a person, `failing` is tried again, `progressing` is under way,
 * `held` is behind Git because somebody wants it, `ready` is as Git says.
 */
export const standings = ['stalled', 'failing', 'progressing', 'held', 'ready'] as const;
export type Standing = (typeof standings)[number];

const standing = { enum: standings, description: 'How it stands, in a word.' } as const;

const configView = view(
  'ConfigOverview',
  {
    repository: text,
    ref: text,
    revision: textOrNull,
    subject: textOrNull,
    author: textOrNull,
    checked_at: momentOrNull,
    standing,
    message: text,
    hint: textOrNull,
    problems: { ...count, description: 'How many there are.' },
    missing_spaces: {
      ...texts,
      description: 'Those that are not there, though files with problems speak of them.',
    },
  },
  {
    repository: 'https://github.com/company/config',
    ref: 'refs/heads/main',
    revision: exampleCommit,
    subject: 'Add the sales team',
    author: 'Ann',
    checked_at: '2026-01-31T12:00:00.000Z',
    standing: 'ready',
    message: 'Revision b5ad549 was read.',
    hint: null,
    problems: 0,
    missing_spaces: [],
  },
);
export type ConfigOverview = Shown<typeof configView>;

const spaceView = view(
  'SpaceOverview',
  {
    name: text,
    description: textOrNull,
    standing,
    reason: text,
    message: text,
    hint: textOrNull,
    revision: text,
    applied_revision: textOrNull,
    held_at: { ...textOrNull, description: 'The revision that it is held at.' },
    awaiting_confirmation: textOrNull,
    changed_at: momentOrNull,
    agents: view(
      'AgentsOverview',
      { total: count, troubled: { ...texts, description: 'Those that do not run as declared.' } },
      { total: 3, troubled: [] },
    ),
    problems: view(
      'ProblemCounts',
      { errors: { ...count, description: 'What keeps something from being applied.' }, warnings: count },
      { errors: 0, warnings: 1 },
    ),
    sessions: {
      type: 'object',
      additionalProperties: false,
      properties: countsOf(),
      description: 'By state; one that none is in is left out.',
    },
  },
  {
    name: 'sales',
    description: 'Sales research',
    standing: 'ready',
    reason: 'Converged',
    message: 'Everything runs as declared.',
    hint: null,
    revision: exampleCommit,
    applied_revision: exampleCommit,
    held_at: null,
    awaiting_confirmation: null,
    changed_at: '2026-01-31T12:00:00.000Z',
    agents: { total: 3, troubled: [] },
    problems: { errors: 0, warnings: 1 },
    sessions: { idle: 2, busy: 1 },
  },
);
export type SpaceOverview = Shown<typeof spaceView>;

function countsOf() {
  const counts = sessionStates.map((state) => [state, count] as const);
  return Object.fromEntries(counts) as Record<(typeof sessionStates)[number], typeof count>;
}

export const overviewView = view(
  'Overview',
  {
    config: configView,
    spaces: arrayOf(spaceView),
    reviews: { ...text, description: 'Another text whenever something in `/reviews` is different.' },
  },
  { config: configView.examples[0], spaces: spaceView.examples, reviews: 'uU0nuZNNPgil' },
);
/** Its spaces are by name. */
export type Overview = Shown<typeof overviewView>;

/** What is new since the last; `gone` are names of spaces. Streams have no schema, so it is said by hand. */
export interface OverviewChange {
  readonly config?: ConfigOverview;
  readonly spaces: readonly SpaceOverview[];
  readonly gone: readonly string[];
  readonly reviews?: string;
}
