// One line of a status as the API shows it.

import { moment, type Shown, view } from './view.ts';

export const conditionView = view(
  'Condition',
  {
    type: {
      enum: [
        'Ready',
        'Reconciling',
        'Stalled',
        'PruneSuspended',
        'Drifted',
        'Held',
        'ReviewRequired',
        'BudgetReached',
        'SecretsMissing',
      ],
    },
    status: { enum: ['True', 'False', 'Unknown'] },
    reason: { type: 'string', description: 'A stable word in PascalCase.' },
    message: { type: 'string', description: 'A sentence.' },
    hint: { type: 'string', description: 'What a person can do about it.' },
    changed_at: moment,
  },
  {
    type: 'Ready',
    status: 'True',
    reason: 'Converged',
    message: 'Everything runs as declared.',
    changed_at: '2026-01-31T12:00:00.000Z',
  },
  ['hint'],
);
export type ConditionView = Shown<typeof conditionView>;
