// When the supervisor hears what it may forget: with the next command mostly, by itself where none comes, and never before it
// is stored.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAcknowledgement } from '../../../../runtime/sessions/link/acknowledgement.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

function setUp() {
  const clock = createManualClock();
  const told: number[] = [];
  const { signal } = new AbortController();
  return { clock, told, acknowledgement: createAcknowledgement(clock, signal, (seq) => told.push(seq)) };
}

test('what a command takes along is not told again, for every telling wakes engine and supervisor', async () => {
  const { clock, told, acknowledgement } = setUp();
  acknowledgement.delivered(1, false);
  acknowledgement.delivered(2, true);
  acknowledgement.stored(2);
  assert.equal(acknowledgement.take(), 2);
  assert.equal(acknowledgement.take(), undefined);
  await clock.advance(100);
  await clock.advance(100);
  assert.deepEqual(told, []);
});

test('where no command comes it is told all the same, or the supervisor would keep it', async () => {
  const { clock, told, acknowledgement } = setUp();
  acknowledgement.delivered(1, false);
  acknowledgement.delivered(2, false);
  await clock.advance(100);
  assert.deepEqual(told, [2]);
});

test('what comes after a command took the rest along is told in its own time', async () => {
  const { clock, told, acknowledgement } = setUp();
  acknowledgement.delivered(1, false);
  assert.equal(acknowledgement.take(), 1);
  acknowledgement.delivered(2, false);
  await clock.advance(100);
  assert.deepEqual(told, [], 'a command may still come');
  await clock.advance(100);
  assert.deepEqual(told, [2]);
});

test('a command takes nothing along that is not stored, nor what came after it: acknowledging is cumulative', () => {
  const { acknowledgement } = setUp();
  acknowledgement.delivered(1, true);
  acknowledgement.delivered(2, false);
  assert.equal(acknowledgement.take(), undefined);
  acknowledgement.stored(1);
  assert.equal(acknowledgement.take(), 2);
});

test('after a lost stream it is told again, for the last telling may have been lost with it', () => {
  const { told, acknowledgement } = setUp();
  acknowledgement.delivered(1, false);
  assert.equal(acknowledgement.take(), 1);
  acknowledgement.flush({ again: true });
  assert.deepEqual(told, [1]);
});
