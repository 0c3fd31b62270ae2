// What an outcome means, by tables: conditions, the next run, and what is told.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { report, type Outcome } from '../../../reconciler/loop/report.ts';
import type { Condition } from '../../../state/model/condition.ts';

const said = { reason: 'Word', message: 'A sentence.' };
const outcomes: Readonly<Record<Outcome['type'], Outcome>> = {
  converged: { type: 'converged', ...said },
  progressing: { type: 'progressing', recheckAfterMs: 5, ...said },
  waiting: { type: 'waiting', recheckAfterMs: 7, ...said },
  stalled: { type: 'stalled', hint: 'Do this.', ...said },
  failed: { type: 'failed', ...said },
};
const ready: Condition = {
  type: 'Ready',
  status: 'True',
  reason: 'Running',
  message: 'It runs.',
  changedAt: 1,
};

interface Case {
  readonly why: string;
  readonly outcome: Outcome['type'];
  readonly previous?: readonly Condition[];
  readonly conditions: readonly string[];
  readonly requeue: object;
  readonly events: readonly string[];
}

const cases: readonly Case[] = [
  {
    why: 'converged is ready and rests',
    outcome: 'converged',
    conditions: ['Ready True Word'],
    requeue: { type: 'none' },
    events: ['ready'],
  },
  {
    why: 'what was ready before is no news',
    outcome: 'converged',
    previous: [ready],
    conditions: ['Ready True Word'],
    requeue: { type: 'none' },
    events: [],
  },
  {
    why: 'what never was in one piece is unknown while under way, not broken',
    outcome: 'progressing',
    conditions: ['Ready Unknown Word', 'Reconciling True Word'],
    requeue: { type: 'after', ms: 5 },
    events: [],
  },
  {
    why: 'what ran and is being changed is not what is declared',
    outcome: 'progressing',
    previous: [ready],
    conditions: ['Ready False Word', 'Reconciling True Word'],
    requeue: { type: 'after', ms: 5 },
    events: [],
  },
  {
    why: 'waiting looks again by itself',
    outcome: 'waiting',
    previous: [ready],
    conditions: ['Ready False Word', 'Reconciling True Word'],
    requeue: { type: 'after', ms: 7 },
    events: [],
  },
  {
    why: 'stalled rests, for only a person can help',
    outcome: 'stalled',
    previous: [ready],
    conditions: ['Ready False Word', 'Stalled True Word'],
    requeue: { type: 'none' },
    events: ['stalled'],
  },
  {
    why: 'failed backs off and says that it tries again',
    outcome: 'failed',
    previous: [ready],
    conditions: ['Ready False Word', 'Reconciling True Retrying'],
    requeue: { type: 'backoff' },
    events: ['not-ready'],
  },
];

for (const { why, outcome, previous = [], conditions, requeue, events } of cases) {
  test(why, () => {
    const result = report(outcomes[outcome], previous, 9);
    assert.deepEqual(
      result.conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`),
      conditions,
    );
    assert.deepEqual(result.requeue, requeue);
    assert.deepEqual(
      result.events.map(({ type }) => type),
      events,
    );
  });
}

test('a condition keeps the time of its last change, so that one sees since when', () => {
  const { conditions } = report(outcomes.converged, [ready], 9);
  assert.equal(conditions[0]?.changedAt, 1);
  assert.equal(report(outcomes.failed, [ready], 9).conditions[0]?.changedAt, 9);
});

test('drift is shown for a while after it was repaired, since nobody looks at that very moment', () => {
  const found = report(outcomes.converged, [], 1_000, { drift: ['the network was removed'] });
  assert.deepEqual(
    found.events.map(({ type }) => type),
    ['drift', 'ready'],
  );
  const types = (now: number) =>
    report(outcomes.converged, found.conditions, now).conditions.map(({ type }) => type);
  assert.deepEqual(types(60_000), ['Ready', 'Drifted']);
  assert.deepEqual(types(11 * 60_000), ['Ready']);
});
