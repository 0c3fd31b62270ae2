// Who waits for a state is answered when it is there, and at once when it can't come.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitIsOver } from '../../../../runtime/sessions/requests/wait-is-over.ts';
import type { SessionState } from '../../../../state/model/session-state.ts';
import type { SessionRow } from '../../../../state/store/sessions.ts';

type Row = Pick<SessionRow, 'state' | 'target' | 'deadlineAt'>;
const row = (
  state: SessionState,
  target: Row['target'] = 'running',
  deadlineAt: number | null = null,
): Row => ({
  state,
  target,
  deadlineAt,
});

const cases: readonly (readonly [why: string, Row, readonly SessionState[], boolean])[] = [
  ['it is there', row('idle'), ['idle'], true],
  ['one of several is', row('busy'), ['idle', 'busy'], true],
  ['it may come', row('init'), ['idle'], false],
  ['whoever pauses may resume', row('paused', 'paused'), ['idle'], false],
  ['a pause is written before the processes are frozen', row('paused', 'paused', 5), ['paused'], false],
  ['frozen', row('paused', 'paused'), ['paused'], true],
  [
    'a suspension is written before the container is gone',
    row('suspended', 'suspended', 5),
    ['suspended'],
    false,
  ],
  ['gone', row('suspended', 'suspended'), ['suspended'], true],
  ['it was there, and is on its way elsewhere already', row('paused', 'running', 5), ['paused'], true],
  ['closed is the end', row('closed', 'closed'), ['idle'], true],
  ['what is being closed only becomes closed', row('idle', 'closed', 5), ['paused'], true],
  ['and that comes', row('idle', 'closed', 5), ['closed'], false],
  ['also from an error', row('error', 'closed', 5), ['closed'], false],
  ['out of an error nothing comes by itself', row('error'), ['idle'], true],
  ['not even closed, while nobody asked for it', row('error'), ['closed'], true],
];

for (const [why, given, states, expected] of cases) {
  test(`${given.state} → ${given.target}, waiting for ${states.join()}: ${why}`, () => {
    assert.equal(waitIsOver(given, states), expected);
  });
}
