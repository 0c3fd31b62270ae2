// What becomes of a session in which nothing happens, as a table.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextRung, type IdleTimes, type Rung } from '../../../../runtime/sessions/idle/next-rung.ts';
import { sessionStates } from '../../../../state/model/session-state.ts';
import type { SessionRow } from '../../../../state/store/sessions.ts';
import { aSession } from '../../../support/rows.ts';

const min = 60_000;
const day = 24 * 60 * min;
const now = 100 * day;
const usual: IdleTimes = { pauseAfter: '5m', suspendAfter: '30m', closeAfter: '30d' };
const idle = (quietMs: number, more: Partial<SessionRow> = {}) =>
  aSession({ state: 'idle', target: 'running', lastActivityAt: now - quietMs, ...more });
const paused = (quietMs: number, more: Partial<SessionRow> = {}) =>
  idle(quietMs, { state: 'paused', target: 'paused', ...more });
const suspended = (quietMs: number, more: Partial<SessionRow> = {}) =>
  idle(quietMs, { state: 'suspended', target: 'suspended', ...more });

const cases: readonly (readonly [why: string, SessionRow, Partial<IdleTimes>, Rung | undefined])[] = [
  ['something happened a moment ago', idle(5 * min - 1), {}, undefined],
  ['it is paused when its time is over', idle(5 * min), {}, 'pause'],
  ['one rung at a time, however long nothing happened', idle(40 * day), {}, 'pause'],
  ['a paused one is suspended', paused(30 * min), {}, 'suspend'],
  ['counted from the same moment', paused(30 * min - 1), {}, undefined],
  ['a suspended one is closed', suspended(30 * day), {}, 'close'],
  ['and not before', suspended(30 * day - 1), {}, undefined],
  ['one in error is closed too, for it keeps its files', idle(30 * day, { state: 'error' }), {}, 'close'],
  ['without a pause it is suspended at once', idle(30 * min), { pauseAfter: 'never' }, 'suspend'],
  ['not earlier', idle(29 * min), { pauseAfter: 'never' }, undefined],
  [
    'a suspension that comes with the pause saves the pause',
    idle(5 * min),
    { suspendAfter: '5m' },
    'suspend',
  ],
  ['what nobody closes stays suspended', suspended(99 * day), { closeAfter: 'never' }, undefined],
  [
    'what nobody suspends stays paused until it is closed',
    paused(30 * day),
    { suspendAfter: 'never' },
    'close',
  ],
  ['closed as soon as that', idle(1 * min), { closeAfter: '1m' }, 'close'],
  ['kept alive', idle(9 * min, { keepAliveUntil: now + 1 }), {}, undefined],
  ['and its whole time after that', idle(90 * min, { keepAliveUntil: now - 5 * min + 1 }), {}, undefined],
  ['and then as all others', idle(90 * min, { keepAliveUntil: now - 5 * min }), {}, 'pause'],
  ['made ahead, it has no ladder', idle(90 * min, { warm: true }), {}, undefined],
  ['somebody wants something else already', idle(90 * min, { target: 'suspended' }), {}, undefined],
  ['it is being woken', paused(90 * min, { target: 'running' }), {}, undefined],
  ['it is being resumed', suspended(90 * day, { target: 'running' }), {}, undefined],
  ['it is being closed', suspended(90 * day, { target: 'closed' }), {}, undefined],
];

for (const [why, row, times, expected] of cases) {
  test(`${why}: ${expected ?? 'nothing'}`, () => {
    assert.equal(nextRung(row, { ...usual, ...times }, (ms) => now - ms)?.rung, expected);
  });
}

test('a session on its way or at work is never on the ladder, for then something happens', () => {
  for (const state of sessionStates) {
    if (state !== 'init' && state !== 'busy' && state !== 'closed') continue;
    assert.equal(
      nextRung(idle(99 * day, { state }), usual, (ms) => now - ms),
      undefined,
    );
  }
});
