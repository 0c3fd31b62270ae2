// How long turns took, from what is written down of them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurnTimes } from '../../../../runtime/sessions/events/turn-times.ts';
import type { TurnId } from '../../../../state/model/ids.ts';
import type { LoggedEvent, SessionEvent } from '../../../../state/model/session-event.ts';

const turn = 'trn_1' as TurnId;
const logged = (event: SessionEvent, at: number): LoggedEvent => ({ ...event, at, seq: 1, by: 'ann' });
const asked: SessionEvent = { type: 'user.message', data: { message_id: 'm', turn_id: turn, content: 'hi' } };
const started: SessionEvent = { type: 'turn.started', data: { turn_id: turn, agent: 'a', attempt: 1 } };
const answered: SessionEvent = {
  type: 'agent.message',
  data: { message_id: 'n', turn_id: turn, agent: 'a', attempt: 1, content: 'ho' },
};
const failed: SessionEvent = {
  type: 'turn.failed',
  data: {
    turn_id: turn,
    agent: null,
    attempt: 1,
    code: 'TURN_QUEUE_TIMEOUT',
    message: 'It waited too long.',
  },
};

test('a turn that ran has all three times, for waiting and thinking have different cures', () => {
  const times = createTurnTimes();
  assert.equal(times.hear('sales', logged(asked, 100), null), undefined);
  assert.equal(times.hear('sales', logged(started, 130), null), undefined);
  assert.deepEqual(times.hear('sales', logged(answered, 200), 150), {
    type: 'turn',
    outcome: 'done',
    space: 'sales',
    waitedMs: 30,
    firstDeltaMs: 20,
    ms: 70,
  });
});

test('one that never began has failed and nothing more, or its zeros would flatter the rest', () => {
  const times = createTurnTimes();
  times.hear('sales', logged(asked, 100), null);
  assert.deepEqual(times.hear('sales', logged(failed, 200), null), {
    type: 'turn',
    outcome: 'failed',
    space: 'sales',
    waitedMs: null,
    firstDeltaMs: null,
    ms: null,
  });
});

test('one that another process began is counted all the same', () => {
  const seen = createTurnTimes().hear('sales', logged(answered, 200), null);
  assert.deepEqual([seen?.outcome, seen?.ms], ['done', null]);
});

test('a turn that is handed over is not over: its heir is counted', () => {
  const times = createTurnTimes();
  times.hear('sales', logged(started, 100), null);
  const over: SessionEvent = {
    type: 'turn.handed_over',
    data: { turn_id: turn, heir_turn_id: 'trn_2' as TurnId, from: 'a', agent: 'b' },
  };
  assert.equal(times.hear('sales', logged(over, 200), null), undefined);
});
