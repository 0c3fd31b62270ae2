// The delete brake by a table: which removals go, wait for a person, or never happen.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createBrake } from '../../../reconciler/plan/brake.ts';
import type { ObservedAgent, ObservedSpace } from '../../../reconciler/plan/desired.ts';
import { observed, observedAgent, observedSpace } from './declared.ts';

interface Case {
  readonly why: string;
  readonly space?: Partial<ObservedSpace>;
  readonly agent?: Partial<ObservedAgent>;
  readonly removed: 'space' | 'agent';
  readonly verdict: 'go' | 'wait' | 'keep';
}

const cases: readonly Case[] = [
  { why: 'a space without sessions has nothing to lose', removed: 'space', verdict: 'go' },
  {
    why: 'a space with a session waits, for its workspace would be deleted',
    space: { openSessions: 1 },
    removed: 'space',
    verdict: 'wait',
  },
  {
    why: 'auto means that somebody thought about it before',
    space: { openSessions: 1, prune: 'auto' },
    removed: 'space',
    verdict: 'go',
  },
  { why: 'never means never', space: { prune: 'never' }, removed: 'space', verdict: 'keep' },
  {
    why: 'never means never for agents too',
    space: { prune: 'never' },
    removed: 'agent',
    verdict: 'keep',
  },
  {
    why: 'sessions of other agents lose nothing with one agent',
    space: { openSessions: 5 },
    removed: 'agent',
    verdict: 'go',
  },
  {
    why: 'sessions that this agent answers would have nobody to answer',
    space: { openSessions: 5 },
    agent: { pinnedSessions: 2 },
    removed: 'agent',
    verdict: 'wait',
  },
];

for (const { why, space, agent, removed, verdict } of cases) {
  test(why, () => {
    const target = observedSpace('b', space);
    const member = observedAgent('b', 'a', 't', agent);
    const all = observed(
      [target, observedSpace('other')],
      [member, observedAgent('other', 'x'), observedAgent('other', 'y')],
    );
    const brake = createBrake(
      { spaces: removed === 'space' ? [target] : [], agents: removed === 'agent' ? [member] : [] },
      all,
    );
    assert.equal((removed === 'space' ? brake.space(target) : brake.agent(member)).type, verdict);
  });
}

test('every space at once waits even with prune auto, since an emptied repository looks like that', () => {
  const spaces = [observedSpace('a', { prune: 'auto' }), observedSpace('b', { prune: 'auto' })];
  const brake = createBrake({ spaces, agents: [] }, observed(spaces, []));
  assert.deepEqual(
    spaces.map((space) => brake.space(space).type),
    ['wait', 'wait'],
  );
});

test('half of the agents go, one more than half waits', () => {
  const space = observedSpace('b', { prune: 'auto' });
  const agents = ['a', 'c', 'd', 'e'].map((name) => observedAgent('b', name));
  const verdict = (count: number) => {
    const gone = agents.slice(0, count);
    const [first] = gone;
    assert.ok(first !== undefined);
    return createBrake({ spaces: [], agents: gone }, observed([space], agents)).agent(first).type;
  };
  assert.deepEqual([verdict(2), verdict(3)], ['go', 'wait']);
});
