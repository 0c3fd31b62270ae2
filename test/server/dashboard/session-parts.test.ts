// The decisions of the session's page: which buttons there are, what an event says, and how a line is drawn.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesText, pathOf, pointsOf } from '../../../server/dashboard/page/parts/chart-path.ts';
import { actionsOf } from '../../../server/dashboard/page/pages/session/actions.ts';
import { wordsOf } from '../../../server/dashboard/page/pages/session/event-words.ts';
import { forkableStates, legalRequests, sessionStates } from '../../../state/model/session-state.ts';

for (const state of sessionStates) {
  test(`${state}: the buttons are what is legal, so that nobody is led to a refusal`, () => {
    const legal = legalRequests(state);
    const shown = actionsOf({ state, legal });
    const asked = shown.filter((action) => action !== 'fork' && action !== 'cancel');
    assert.deepEqual(asked.toSorted(), legal.toSorted());
    assert.equal(shown.includes('fork'), forkableStates.includes(state));
    assert.equal(shown.includes('cancel'), state === 'busy');
  });
}

const event = (type: string, data: Readonly<Record<string, unknown>>) => ({
  seq: 1,
  type,
  at: '2026-01-31T12:00:00.000Z',
  by: 'admin',
  data,
});

test('an event says in a line what happened, however long what was said is', () => {
  const words = wordsOf(event('user.message', { content: `one\ntwo ${'x'.repeat(500)}` }));
  assert.match(words, /^Said: one two x+…$/);
  assert.ok(words.length < 140);
});

test('an event that the page does not know yet says its sentence, or at least its name', () => {
  assert.equal(wordsOf(event('session.paused', { message: 'It is paused.' })), 'It is paused.');
  assert.equal(wordsOf(event('a.new_one', {})), 'a.new_one');
});

test('a line goes from the first to the last look, the greatest at the top', () => {
  const points = [0, 4, 2].map((value, at) => ({ at, value }));
  assert.equal(pathOf(points, 4, { width: 100, height: 10 }), 'M0.0,10.0L50.0,0.0L100.0,5.0');
  assert.equal(pathOf([], 0, { width: 100, height: 10 }), '');
  assert.equal(pathOf([{ at: 5, value: 0 }], 0, { width: 100, height: 10 }), 'M100.0,10.0h0');
});

test('what was not known at a look is left out of the line, and not drawn as nothing', () => {
  const looks = [null, 5, null].map((memory, second) => ({ at: `2026-01-31T12:00:0${second}.000Z`, memory }));
  const points = pointsOf(looks, ({ memory }) => memory);
  assert.deepEqual(points, [{ at: Date.parse('2026-01-31T12:00:01.000Z'), value: 5 }]);
});

test('bytes are told as people read them', () => {
  assert.equal(bytesText(0), '0 B');
  assert.equal(bytesText(1536), '1.5 KiB');
  assert.equal(bytesText(300 * 1024 * 1024), '300 MiB');
});
