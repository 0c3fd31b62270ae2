// What would change, step by step.

import { positionView, problemView } from './problem.ts';
import { arrayOf, count, exampleCommit, text, view, type Shown } from './view.ts';

const actionView = view(
  'Action',
  {
    type: {
      enum: [
        'create',
        'update',
        'remove',
        'build-layer',
        'build-image',
        'make-network',
        'remove-network',
        'roll-session',
        'close-session',
        'repair',
      ],
    },
    space: { type: 'string', description: '`*` on roles and bindings.' },
    name: text,
    reason: text,
    sessions: { ...count, description: 'Running sessions that it touches.' },
    position: positionView,
    kind: { enum: ['Space', 'Agent', 'Secret', 'Role', 'RoleBinding'] },
    fromSpecDigest: text,
    toSpecDigest: text,
    sourceCommit: text,
    brake: { type: 'string', description: 'Why a person has to confirm it first.' },
    widens: { type: 'string', description: 'What it allows that was not allowed before.' },
  },
  { type: 'create', kind: 'Space', space: 'sales', name: 'sales', reason: 'new', sessions: 0 },
  ['position', 'kind', 'fromSpecDigest', 'toSpecDigest', 'sourceCommit', 'brake', 'widens'],
);
export type ActionView = Shown<typeof actionView>;

export const planView = view(
  'PlanResult',
  {
    plan: view(
      'Plan',
      {
        revision: text,
        actions: arrayOf(actionView),
        reviewHashes: { type: 'object', additionalProperties: { type: 'string' }, description: 'By space.' },
      },
      { revision: exampleCommit, actions: actionView.examples, reviewHashes: { sales: '2cf24dba5fb0a30e' } },
    ),
    problems: arrayOf(problemView),
  },
  {
    plan: {
      revision: exampleCommit,
      actions: actionView.examples,
      reviewHashes: { sales: '2cf24dba5fb0a30e' },
    },
    problems: [],
  },
);
export type PlanView = Shown<typeof planView>;
