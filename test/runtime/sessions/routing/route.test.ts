// Who answers a message, as a table.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mentionsOf, withoutAddress } from '../../../../runtime/sessions/routing/mentions.ts';
import { candidatesOf, route, type RouteQuestion } from '../../../../runtime/sessions/routing/route.ts';

const agents = ['buyer', 'clerk', 'seller'];
const question = (fields: Partial<RouteQuestion>): RouteQuestion => ({
  content: 'hello',
  requested: null,
  sessionAgent: null,
  spaceDefault: null,
  ...fields,
});

const cases: readonly (readonly [why: string, Partial<RouteQuestion>, readonly string[], string])[] = [
  ['what the request names wins', { requested: 'clerk', content: '@buyer hi' }, agents, 'clerk by request'],
  [
    'a mention beats every default',
    { content: '@buyer hi', sessionAgent: 'clerk' },
    agents,
    'buyer by mention',
  ],
  ['it may stand in the middle', { content: 'ask @buyer, please' }, agents, 'buyer by mention'],
  [
    'the first that is an agent counts',
    { content: '@nobody and @clerk and @buyer' },
    agents,
    'clerk by mention',
  ],
  [
    'a stranger’s name is only text',
    { content: '@nobody hi', spaceDefault: 'clerk' },
    agents,
    'clerk by default',
  ],
  [
    'an address is no mention',
    { content: 'me@buyer.example', spaceDefault: 'clerk' },
    agents,
    'clerk by default',
  ],
  [
    'the session’s agent beats the space’s',
    { sessionAgent: 'buyer', spaceDefault: 'clerk' },
    agents,
    'buyer by default',
  ],
  [
    'one that is gone does not answer',
    { sessionAgent: 'gone', spaceDefault: 'clerk' },
    agents,
    'clerk by default',
  ],
  ['the only agent needs no default', {}, ['buyer'], 'buyer by only'],
  ['a name that is asked for and absent is an error', { requested: 'byer' }, agents, 'unknown byer'],
  ['nothing decides between many', {}, agents, 'none'],
  ['nobody is there', {}, [], 'none'],
];

for (const [why, given, known, expected] of cases) {
  test(why, () => {
    const answer = route(question(given), known);
    const said =
      answer.type === 'routed'
        ? `${answer.route.agent} by ${answer.route.by}`
        : answer.type === 'unknown'
          ? `unknown ${answer.agent}`
          : 'none';
    assert.equal(said, expected);
    if (answer.type === 'routed') assert.match(answer.route.reason, /\.$/u, 'the reason is a sentence');
  });
}

test('candidates come in the order in which they decide, so that the first that is there answers', () => {
  const given = question({ content: '@b and @a and @b', sessionAgent: 'c', spaceDefault: 'a' });
  assert.deepEqual(candidatesOf(given), ['b', 'a', 'c']);
  assert.deepEqual(candidatesOf({ ...given, requested: 'x' }), ['x']);
});

test('mentions are bounded, for a message may be a megabyte of them', () => {
  const content = Array.from({ length: 100_000 }, (_, index) => `@a${index}`).join(' ');
  assert.equal(mentionsOf(content).length, 16);
});

test('the agent is not told its own name, but everything else', () => {
  assert.equal(withoutAddress('@clerk, count this', 'clerk'), 'count this');
  assert.equal(withoutAddress('tell @clerk hello', 'clerk'), 'tell @clerk hello');
  assert.equal(withoutAddress('@buyer hi', 'clerk'), '@buyer hi');
});
