// Which budgets are in force at a time, and when they are reached.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  budgetsAt,
  hasBudgets,
  reachedOf,
  sayReached,
  type Budget,
} from '../../../../runtime/sessions/budgets/judge.ts';

const at = Date.UTC(2027, 11, 31, 23, 30);
const declared = {
  budgets: { day: { turns: 5 }, month: { tokens: 100 } },
  sessions: { budgets: { total: { cost: 1 } } },
};

test('days and months begin anew in UTC, over the end of a year too, and a session’s total never does', () => {
  assert.deepEqual(
    budgetsAt(declared, at).map(({ of, per, since, until }) => [of, per, since, until]),
    [
      ['space', 'day', Date.UTC(2027, 11, 31), Date.UTC(2028, 0, 1)],
      ['space', 'month', Date.UTC(2027, 11, 1), Date.UTC(2028, 0, 1)],
      ['session', 'total', 0, null],
    ],
  );
});

test('a space that declares none costs nobody a look', () => {
  assert.equal(hasBudgets({ sessions: {} }), false);
  assert.equal(hasBudgets({}), false, 'nor one that was written before there were any');
  assert.equal(hasBudgets(declared), true);
});

const nothing = { turns: 0, tokens: 0, wallMs: 0, costMicros: {} };
const budget = (limits: Budget['limits']): Budget => ({
  of: 'space',
  per: 'day',
  limits,
  since: 0,
  until: 1,
});

const cases = [
  { why: 'one turn is left', limits: { turns: 3 }, spent: { turns: 2 }, reached: undefined },
  { why: 'the last turn has ended', limits: { turns: 3 }, spent: { turns: 3 }, reached: '3 turns' },
  { why: 'more than allowed', limits: { tokens: 10 }, spent: { tokens: 90 }, reached: '10 tokens' },
  {
    why: 'to the millionth',
    limits: { cost: 0.3 },
    spent: { costMicros: { USD: 300_000 } },
    reached: '0.3 USD',
  },
  { why: 'just below', limits: { cost: 0.3 }, spent: { costMicros: { USD: 299_999 } }, reached: undefined },
  { why: 'nobody converts', limits: { cost: 1 }, spent: { costMicros: { EUR: 9e6 } }, reached: undefined },
  {
    why: 'its own currency',
    limits: { cost: 1, currency: 'EUR' },
    spent: { costMicros: { EUR: 9e6 } },
    reached: '1 EUR',
  },
  { why: 'time is added up', limits: { wallTime: '1m' }, spent: { wallMs: 60_000 }, reached: '1m of turns' },
  { why: 'never is no limit', limits: { wallTime: 'never' }, spent: { wallMs: 9e15 }, reached: undefined },
] as const;

for (const { why, limits, spent, reached } of cases) {
  test(`${why}: ${JSON.stringify(limits)} with ${JSON.stringify(spent)} is ${reached ?? 'not reached'}`, () => {
    assert.equal(reachedOf(budget(limits), { ...nothing, ...spent })?.limit, reached);
  });
}

test('it is said what is used up, until when, and what raises it', () => {
  const [day, , total] = budgetsAt(declared, at);
  assert.ok(day !== undefined && total !== undefined);
  assert.deepEqual(sayReached({ budget: day, what: 'turns', limit: '5 turns' }), {
    message: 'The budget of the space is used up: 5 turns per day.',
    hint: 'Wait until 2028-01-01T00:00:00.000Z, or raise spec.budgets.day of the space.',
  });
  assert.deepEqual(sayReached({ budget: total, what: 'cost', limit: '1 USD' }), {
    message: 'The budget of the session is used up: 1 USD in all.',
    hint: 'Raise spec.sessions.budgets.total of the space.',
  });
});
