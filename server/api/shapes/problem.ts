// What failures look like: the API's own, those of turns, builds and schedules, and what is wrong with a document.

import { anything, arrayOf, count, exampleCommit, type Shown, text, textOrNull, view } from './view.ts';

const code = { type: 'string', description: 'A stable word.' } as const;
const message = { type: 'string', description: 'A sentence.' } as const;
const hint = { type: 'string', description: 'What can be done about it.' } as const;

/** Every answer of a status from 400 on. */
export const errorView = view(
  'Error',
  {
    error: view(
      'ErrorDetail',
      { code, message, hint, details: anything },
      { code: 'SPACE_NOT_FOUND', message: 'There is no space "sales".', details: {} },
      ['hint'],
    ),
  },
  { error: { code: 'SPACE_NOT_FOUND', message: 'There is no space "sales".', details: {} } },
);

export type ErrorView = Shown<typeof errorView>;

/** Why a turn, a run of a schedule or a look at GitHub failed. */
export const failureView = view(
  'Failure',
  { code, message, hint },
  { code: 'TURN_TIMEOUT', message: 'The turn took longer than 300 s.' },
  ['hint'],
);

export const positionView = view(
  'Position',
  { file: text, line: count, column: count },
  { file: 'spaces/sales/space.yaml', line: 1, column: 1 },
);
export type PositionView = Shown<typeof positionView>;

export const problemView = view(
  'Problem',
  {
    file: text,
    line: count,
    column: count,
    code: { type: 'string', description: 'Stable: `unknown-field`.' },
    severity: { enum: ['error', 'warning'] },
    message,
    expected: text,
    suggestion: text,
    excerpt: { type: 'string', description: 'The offending line.' },
    endColumn: count,
    resource: { type: 'string', description: 'What it is about: `Agent/sales/bot`.' },
  },
  {
    file: 'spaces/sales/space.yaml',
    line: 5,
    column: 3,
    code: 'unknown-field',
    severity: 'error',
    message: 'There is no field "descripton" here.',
    suggestion: 'description',
  },
  ['expected', 'suggestion', 'excerpt', 'endColumn', 'resource'],
);
export type ProblemView = Shown<typeof problemView>;

export const spaceProblemsView = view(
  'SpaceProblems',
  {
    space: text,
    revision: { ...textOrNull, description: 'The one that they are of; null until one was read.' },
    items: arrayOf(problemView),
    next: { type: ['string', 'null'], description: 'Always null: all of them are here.' },
  },
  { space: 'sales', revision: exampleCommit, items: problemView.examples, next: null },
);
export type SpaceProblemsView = Shown<typeof spaceProblemsView>;
