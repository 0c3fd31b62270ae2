// Who may ask whom, as tables: what would not end is refused before it begins.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalOf, type Hop } from '../../../../runtime/sessions/hops/judge.ts';
import type { TurnRow } from '../../../../state/store/turns.ts';
import { aSession, aTurn } from '../../../support/rows.ts';

const { id: session } = aSession();

/** A turn of that agent, under another. */
function turn(agent: string, parent?: TurnRow, more: Partial<TurnRow> = {}): TurnRow {
  return aTurn(session, {
    state: 'running',
    route: { agent, by: 'agent', confidence: 1, reason: '' },
    via: parent === undefined ? 'message' : 'ask',
    parentId: parent?.id ?? null,
    askId: parent === undefined ? null : '1.1',
    depth: (parent?.depth ?? -1) + 1,
    ...more,
  });
}

function judge(from: TurnRow, to: string, unfinished: readonly TurnRow[], more: Partial<Hop> = {}) {
  return refusalOf({ from, to, via: 'ask', unfinished, inAll: 0, placesOf: () => 1, ...more })?.code;
}

test('a question to whoever waits for its answer is refused, however far up that is', () => {
  const a = turn('a');
  const b = turn('b', a);
  const c = turn('c', b, { via: 'handoff' });
  assert.equal(judge(c, 'd', [a, b, c]), undefined);
  for (const to of ['a', 'b', 'c']) assert.equal(judge(c, to, [a, b, c]), 'ASK_CIRCLE');
  assert.equal(judge(c, 'a', [a, b, c], { via: 'handoff' }), 'ASK_CIRCLE');
});

test('the refusal of a circle shows the way, so that a person sees who is to be changed', () => {
  const a = turn('a');
  const b = turn('b', a);
  const error = refusalOf({ from: b, to: 'a', via: 'ask', unfinished: [a, b], inAll: 0, placesOf: () => 1 });
  assert.match(error?.message ?? '', /a → b/u);
});

test('the eighth hop is the last', () => {
  const chain: TurnRow[] = [];
  for (const agent of 'abcdefghi') chain.push(turn(agent, chain.at(-1)));
  const [last, beforeLast] = [chain.at(-1), chain.at(-2)];
  assert.ok(last !== undefined && beforeLast !== undefined);
  assert.equal(judge(beforeLast, 'z', chain.slice(0, -1)), undefined);
  assert.equal(judge(last, 'z', chain), 'ASK_TOO_DEEP');
});

test('a turn has eight questions open at most, and a message of a person makes 64 hops at most', () => {
  const a = turn('a');
  const open = Array.from({ length: 8 }, (_, index) => turn(`b${index}`, a));
  assert.equal(judge(a, 'c', [a, ...open.slice(1)]), undefined);
  assert.equal(judge(a, 'c', [a, ...open]), 'ASK_TOO_MANY');
  assert.equal(judge(a, 'c', [a, ...open], { via: 'handoff' }), undefined, 'handing over drops them');
  assert.equal(judge(a, 'c', [a], { inAll: 63 }), undefined);
  assert.equal(judge(a, 'c', [a], { inAll: 64 }), 'ASK_TOO_MANY');
});

test('a busy agent is waited for, unless it waits for the asker in turn', () => {
  const a = turn('a');
  const b = turn('b', a);
  const c = turn('c', a);
  assert.equal(judge(b, 'c', [a, b, c]), undefined, 'c will end');
  const waiting = turn('b', c, { state: 'queued' });
  assert.equal(judge(b, 'c', [a, b, c, waiting]), 'ASK_CIRCLE', 'c waits for b to have a place');
  const two = (agent: string) => (agent === 'b' ? 2 : 1);
  assert.equal(judge(b, 'c', [a, b, c, waiting], { placesOf: two }), undefined, 'b has another place');
});

test('who handed over has left its place, so nobody waits for it', () => {
  const a = turn('a');
  const b = turn('b', a);
  const c = turn('c', a, { heirId: b.id });
  const heir = turn('d', c, { via: 'handoff' });
  const waiting = turn('b', heir, { state: 'queued' });
  assert.equal(judge(b, 'c', [a, b, c, heir, waiting]), undefined);
  assert.equal(judge(b, 'd', [a, b, c, heir, waiting]), 'ASK_CIRCLE');
});

test('two turns of two people that need each other’s agents do not lock each other', () => {
  const p = turn('p');
  const q = turn('q');
  const a = turn('a', p);
  const b = turn('b', q);
  const waiting = turn('b', a, { state: 'queued' });
  assert.equal(judge(a, 'b', [p, q, a, b]), undefined);
  assert.equal(judge(b, 'a', [p, q, a, b, waiting]), 'ASK_CIRCLE');
});
