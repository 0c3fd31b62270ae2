// What outcomes mean, and how long the pauses are.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RaworcError } from '../../../state/model/errors.ts';
import { backoffMs } from '../../../state/tasks/backoff.ts';
import { outcomeOfError, settle } from '../../../state/tasks/outcome.ts';

describe('the pause before another try', () => {
  it('doubles from one second to five minutes and is spread by 20 %, so that failures neither hammer nor march', () => {
    assert.deepEqual(
      [1, 2, 3, 9, 10, 100].map((attempts) => backoffMs(attempts, 0.5)),
      [1000, 2000, 4000, 256_000, 300_000, 300_000],
    );
    assert.deepEqual([backoffMs(1, 0), backoffMs(1, 1)], [800, 1200]);
    assert.equal(backoffMs(0, 0.5), 1000);
  });
});

describe('an outcome', () => {
  const task = { attempts: 1, maxAttempts: 2 };
  const cases = [
    [{ type: 'done' }, { type: 'complete' }],
    [{ type: 'settled' }, { type: 'nothing' }],
    [
      { type: 'failed', error: 'x' },
      { type: 'fail', error: 'x' },
    ],
    [
      { type: 'wait', until: 9 },
      { type: 'release', runAt: 9, error: null, countAttempt: false },
    ],
    [
      { type: 'retry', error: 'x' },
      { type: 'release', runAt: 1100, error: 'x', countAttempt: true },
    ],
  ] as const;
  for (const [outcome, settlement] of cases) {
    it(`${outcome.type} becomes ${settlement.type}, because this is the only place that decides it`, () => {
      assert.deepEqual(
        settle(outcome, task, 100, () => 0.5),
        settlement,
      );
    });
  }

  it('of the last attempt is a failure, because somebody waits for an end', () => {
    const settlement = settle({ type: 'retry', error: 'x' }, { attempts: 2, maxAttempts: 2 }, 0, () => 0);
    assert.deepEqual(settlement, { type: 'fail', error: 'x' });
  });

  it('of an error follows what the error says to do, because only its author knows', () => {
    assert.equal(outcomeOfError(new Error('x')).type, 'retry');
    assert.equal(outcomeOfError(new RaworcError('X', 'x', { disposition: 'retry' })).type, 'retry');
    assert.equal(outcomeOfError(new RaworcError('X', 'x')).type, 'failed');
  });
});
