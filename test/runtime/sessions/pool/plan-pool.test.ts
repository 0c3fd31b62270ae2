// What a warm pool needs next, as a table.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isClaimable,
  planPool,
  type PoolFacts,
  type PoolPlan,
} from '../../../../runtime/sessions/pool/plan-pool.ts';
import type { SessionId } from '../../../../state/model/ids.ts';
import type { SessionRow } from '../../../../state/store/sessions.ts';
import { aSession } from '../../../support/rows.ts';

const slot = (index: number, fields: Partial<SessionRow> = {}): SessionRow =>
  aSession({
    id: `ses_${index}` as SessionId,
    warm: true,
    slot: `sales/${index}`,
    state: 'idle',
    image: 'image:1',
    metadata: { making: 'small', failures: 0 },
    since: 0,
    ...fields,
  });
const idle = (count: number) => Array.from({ length: count }, (_, index) => slot(index));
const failed = (failures: number, fields: Partial<SessionRow> = {}) =>
  slot(0, { state: 'error', metadata: { making: 'small', failures }, ...fields });

const cases: readonly (readonly [why: string, Partial<PoolFacts>, PoolPlan])[] = [
  ['nothing is wanted and nothing is there', {}, { dismiss: [], fill: [] }],
  ['what is wanted is there', { wanted: 2, slots: idle(2) }, { dismiss: [], fill: [] }],
  [
    'a place that is empty is filled, and looked at until it is ready',
    { wanted: 2, slots: [slot(1)] },
    { dismiss: [], fill: [{ index: 0, failures: 0 }], lookAgainMs: 1_000 },
  ],
  [
    'only a few start at once, because people’s sessions start on the same engine',
    { wanted: 10, slots: [slot(7, { state: 'init' }), slot(8, { state: 'init' })] },
    {
      dismiss: [],
      fill: [
        { index: 0, failures: 0 },
        { index: 1, failures: 0 },
      ],
      lookAgainMs: 1_000,
    },
  ],
  ['without an image nothing can be started', { wanted: 2, image: null }, { dismiss: [], fill: [] }],
  [
    'those too many go, the last places first',
    { wanted: 1, slots: idle(3) },
    { dismiss: ['ses_1' as SessionId, 'ses_2' as SessionId], fill: [] },
  ],
  [
    'all go with their space',
    { wanted: 0, image: null, slots: idle(1) },
    { dismiss: ['ses_0' as SessionId], fill: [] },
  ],
  [
    'one that is being closed counts no more and is not closed twice',
    { wanted: 1, slots: [slot(0, { target: 'closed', slot: null })] },
    { dismiss: [], fill: [{ index: 0, failures: 0 }], lookAgainMs: 1_000 },
  ],
  [
    'one with other limits than its space has now is replaced, for they can’t be changed any more',
    { wanted: 1, slots: [slot(0, { metadata: { making: 'large', failures: 0 } })] },
    { dismiss: ['ses_0' as SessionId], fill: [{ index: 0, failures: 0 }], lookAgainMs: 1_000 },
  ],
  [
    'one on an older image moves by itself, and is no reason to make another',
    { wanted: 1, image: 'image:2', slots: idle(1) },
    { dismiss: [], fill: [] },
  ],
  [
    'one that somebody put to sleep behind the runtime’s back is replaced',
    { wanted: 1, slots: [slot(0, { target: 'suspended' })] },
    { dismiss: ['ses_0' as SessionId], fill: [{ index: 0, failures: 0 }], lookAgainMs: 1_000 },
  ],
  [
    'one that has failed keeps its place for a while',
    { wanted: 1, slots: [failed(0)], now: 400 },
    { dismiss: [], fill: [], lookAgainMs: 600 },
  ],
  [
    'then it is replaced by one that knows of it',
    { wanted: 1, slots: [failed(0)], now: 1_000 },
    { dismiss: ['ses_0' as SessionId], fill: [{ index: 0, failures: 1 }], lookAgainMs: 1_000 },
  ],
  [
    'the more have failed, the longer the wait',
    { wanted: 1, slots: [failed(6)], now: 1_000 },
    { dismiss: [], fill: [], lookAgainMs: 63_000 },
  ],
  [
    'and never longer than some minutes',
    { wanted: 1, slots: [failed(60)], now: 0 },
    { dismiss: [], fill: [], lookAgainMs: 300_000 },
  ],
  [
    'a new image is tried at once, for it may be the cure',
    { wanted: 1, image: 'image:2', slots: [failed(6)], now: 1 },
    { dismiss: ['ses_0' as SessionId], fill: [{ index: 0, failures: 0 }], lookAgainMs: 1_000 },
  ],
];

for (const [why, facts, plan] of cases) {
  test(why, () => {
    const all = { wanted: 0, image: 'image:1', making: 'small', slots: [], now: 0, ...facts };
    assert.deepEqual(planPool(all), plan);
  });
}

const unfit: readonly (readonly [why: string, Partial<SessionRow>])[] = [
  ['has an owner', { warm: false }],
  ['is not ready', { state: 'init' }],
  ['is being closed', { target: 'closed' }],
  ['is on another image', { image: 'image:0' }],
  ['has other limits', { metadata: { making: 'large' } }],
  ['is between two states', { deadlineAt: 5 }],
];

test('one at rest on what its space runs may be handed out', () => {
  assert.equal(isClaimable(slot(0), 'image:1', 'small'), true);
});
for (const [why, fields] of unfit) {
  test(`one that ${why} is not handed out`, () => {
    assert.equal(isClaimable(slot(0, fields), 'image:1', 'small'), false);
  });
}
