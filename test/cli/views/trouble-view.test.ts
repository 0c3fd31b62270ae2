// What people are told of spaces that are not simply ready.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { summary } from '../../../cli/views/condition-view.ts';
import { describeTrouble } from '../../../cli/views/trouble-view.ts';
import type { ConditionView } from '../../../server/api/shapes/condition.ts';

const is = (type: string, reason: string, status = 'True') =>
  ({
    type,
    status,
    reason,
    message: `${reason} it is.`,
    changed_at: '2026-01-31T12:00:00.000Z',
  }) as ConditionView;

describe('the word for how something stands', () => {
  const table = [
    ['is Ready where nothing else is so', [is('Ready', 'Running')], 'Ready'],
    [
      'is the reason where somebody is needed',
      [is('Ready', 'Invalid', 'False'), is('Stalled', 'Invalid')],
      'Invalid',
    ],
    [
      'is why it is not ready yet',
      [is('Ready', 'Building', 'False'), is('Reconciling', 'Building')],
      'Building',
    ],
    [
      'says what waits for a person in a space that runs, for the sync that waits for it fails',
      [is('Ready', 'Running'), is('PruneSuspended', 'AwaitingConfirmation')],
      'Ready, AwaitingConfirmation',
    ],
    ['leaves a hold to whoever says by whom', [is('Ready', 'Running'), is('Held', 'Held')], 'Ready'],
  ] as const;
  for (const [why, conditions, expected] of table) it(why, () => assert.equal(summary(conditions), expected));
});

describe('trouble', () => {
  it('is told of each space and agent that has some, and of nobody else', () => {
    const well = [is('Ready', 'Running')];
    const agents = [
      { name: 'well', conditions: well },
      { name: 'broken', conditions: [is('Ready', 'BuildFailed', 'False'), is('Stalled', 'BuildFailed')] },
    ];
    const spaces = [
      { name: 'quiet', conditions: well, agents: [] },
      { name: 'sales', conditions: [...well, is('PruneSuspended', 'AwaitingConfirmation')], agents },
    ] as unknown as Parameters<typeof describeTrouble>[0];
    const lines = describeTrouble(spaces, { color: false });
    assert.deepEqual(
      lines.filter((line) => !line.startsWith(' ')),
      ['sales', 'sales/broken'],
    );
    assert.ok(lines.some((line) => /PruneSuspended=True AwaitingConfirmation/.test(line)));
  });
});
