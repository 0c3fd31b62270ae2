import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Seen, standingsOf } from '../../../reconciler/notify/events.ts';
import type { Condition } from '../../../state/model/condition.ts';

const condition = (type: Condition['type'], fields: Partial<Condition> = {}): Condition => ({
  type,
  status: 'True',
  reason: 'Running',
  message: 'It runs.',
  changedAt: 0,
  ...fields,
});
const failed = condition('Ready', { status: 'False', reason: 'BuildFailed', message: 'Its build failed.' });

const cases: readonly (readonly [why: string, seen: Partial<Seen>, expected: readonly string[]])[] = [
  ['nothing is known of what was never seen', {}, ['DriftRepaired  fine', 'BudgetReached  fine']],
  [
    'a space that runs is fine in all that it may be told of',
    { conditions: [condition('Ready')] },
    ['BuildFailed  fine', 'SpaceStalled  fine', 'DriftRepaired  fine', 'BudgetReached  fine'],
  ],
  [
    'a failed build is one trouble for each commit, or a second try would hide that the first failed',
    { agents: [{ name: 'bot', commit: 'c1', conditions: [failed] }] },
    ['BuildFailed bot failed:c1', 'DriftRepaired  fine', 'BudgetReached  fine'],
  ],
  [
    'what keeps the image of a space from being made is one trouble, whatever revisions come meanwhile',
    {
      revision: 'r2',
      conditions: [
        condition('Ready', { status: 'False', reason: 'BaseMissing' }),
        condition('Reconciling', { reason: 'Retrying' }),
      ],
    },
    ['BuildFailed  failed:BaseMissing', 'DriftRepaired  fine', 'BudgetReached  fine'],
  ],
  [
    'a base that is missed for the network’s rules is the same trouble as one that is missed for the image',
    { conditions: [condition('Ready', { status: 'Unknown', reason: 'ImageNotFound' })] },
    ['BuildFailed  failed:BaseMissing', 'DriftRepaired  fine', 'BudgetReached  fine'],
  ],
  [
    'what the engine has against an image is told like what we know of, for people have to look all the same',
    { conditions: [condition('Ready', { status: 'False', reason: 'ImageFailed' })] },
    ['BuildFailed  failed:ImageFailed', 'DriftRepaired  fine', 'BudgetReached  fine'],
  ],
  [
    'an engine that is away is no failed image, and comes back by itself',
    { conditions: [condition('Ready', { status: 'False', reason: 'EngineUnreachable' })] },
    ['DriftRepaired  fine', 'BudgetReached  fine'],
  ],
  [
    'while it is built again nobody knows: neither trouble nor its end is told',
    {
      agents: [
        {
          name: 'bot',
          commit: 'c2',
          conditions: [condition('Ready', { status: 'False', reason: 'Building' })],
        },
      ],
    },
    ['DriftRepaired  fine', 'BudgetReached  fine'],
  ],
  [
    'a stalled space is in trouble by its reason, whatever the words are',
    { conditions: [condition('Ready', { status: 'False' }), condition('Stalled', { reason: 'NoSuchRef' })] },
    ['SpaceStalled  stalled:NoSuchRef', 'DriftRepaired  fine', 'BudgetReached  fine'],
  ],
  [
    'a space that is under way has not left its trouble yet',
    { conditions: [condition('Ready', { status: 'False' }), condition('Reconciling')] },
    ['DriftRepaired  fine', 'BudgetReached  fine'],
  ],
  [
    'drift that was repaired is told, though the space is ready again',
    { conditions: [condition('Ready'), condition('Drifted', { reason: 'Repaired' })] },
    ['BuildFailed  fine', 'SpaceStalled  fine', 'DriftRepaired  repaired', 'BudgetReached  fine'],
  ],
  [
    'a budget that is used up is told, though nothing is broken',
    { conditions: [condition('Ready'), condition('BudgetReached', { reason: 'BudgetReached' })] },
    ['BuildFailed  fine', 'SpaceStalled  fine', 'DriftRepaired  fine', 'BudgetReached  reached'],
  ],
];

describe('what people are told of', () => {
  for (const [why, seen, expected] of cases) {
    it(why, () => {
      const standings = standingsOf({ space: 'sales', revision: 'r1', conditions: [], agents: [], ...seen });
      assert.deepEqual(
        standings.map(({ event, subject, state }) => `${event} ${subject} ${state}`),
        expected,
      );
    });
  }
});
