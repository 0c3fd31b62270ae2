// Amounts that can be added up.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amountsOfTurn, dayOf, hourOf, monthOf, nothing, plus } from '../../../state/model/amounts.ts';

const turns = [
  {
    why: 'a cost without a currency is one in dollars, in millionths that add up exactly',
    turn: { hasReply: true, usage: { cost: 0.1, input_tokens: 3 }, startedAt: 10, endedAt: 35 },
    currency: 'USD',
    amounts: { ...nothing, turns: 1, inputTokens: 3, costMicros: 100_000, wallMs: 25 },
  },
  {
    why: 'a currency with nothing to pay is none, so that rows are not split for it',
    turn: { hasReply: true, usage: { currency: 'EUR', output_tokens: 7 }, startedAt: 0, endedAt: 1 },
    currency: '',
    amounts: { ...nothing, turns: 1, outputTokens: 7, wallMs: 1 },
  },
  {
    why: 'a turn that failed counts, though nobody knows what it took',
    turn: { hasReply: false, usage: null, startedAt: null, endedAt: 9 },
    currency: '',
    amounts: { ...nothing, turns: 1, failed: 1 },
  },
  {
    why: 'a clock that went back makes no time negative',
    turn: { hasReply: true, usage: null, startedAt: 50, endedAt: 40 },
    currency: '',
    amounts: { ...nothing, turns: 1 },
  },
] as const;

for (const { why, turn, currency, amounts } of turns) {
  test(why, () => assert.deepEqual(amountsOfTurn(turn), { currency, amounts }));
}

test('sums add, and of peaks the higher stays', () => {
  const sum = plus({ ...nothing, turns: 1, memoryPeak: 5 }, { ...nothing, turns: 2, memoryPeak: 4 });
  assert.deepEqual(sum, { ...nothing, turns: 3, memoryPeak: 5 });
});

test('hours, days and months begin where UTC says, whatever the machine’s zone', () => {
  const at = Date.UTC(2028, 1, 29, 23, 59, 59, 999);
  assert.equal(hourOf(at), Date.UTC(2028, 1, 29, 23));
  assert.equal(dayOf(at), Date.UTC(2028, 1, 29));
  assert.equal(monthOf(at), Date.UTC(2028, 1, 1));
  assert.equal(monthOf(at + 1), Date.UTC(2028, 2, 1));
});
