// What a session's log looks like on a terminal.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printableEvents } from '../../cli/views/session-view.ts';
import type { EventView } from '../../server/api/shapes/event.ts';

const what = (type: string, data: EventView['data']): string | undefined =>
  printableEvents.columns
    .find(({ title }) => title === 'WHAT')
    ?.value({ seq: 1, type, at: '2026-01-02T03:04:05Z', by: 'agent:a', data });

test('what passes between agents reads as a sentence, so that one sees who asked whom', () => {
  const asked = { turn_id: 't2', parent_turn_id: 't1', from: 'planner', agent: 'dates', content: 'when?' };
  assert.equal(what('agent.asked', asked), 'planner → dates: when?');
  assert.equal(what('agent.answered', { agent: 'dates', content: 'now' }), 'dates answers: now');
  const handed = { turn_id: 't1', heir_turn_id: 't2', from: 'desk', agent: 'sales' };
  assert.equal(what('turn.handed_over', handed), 'desk hands over to sales');
  assert.equal(what('turn.handed_over', { ...handed, content: 'deal' }), 'desk hands over to sales: deal');
});

test('of other events the telling facts are shown, without ids', () => {
  assert.equal(what('turn.started', { turn_id: 't1', agent: 'desk', attempt: 2 }), 'agent=desk attempt=2');
});
