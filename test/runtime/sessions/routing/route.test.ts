// Who answers a message, as a table.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRank, type AgentProfile } from '../../../../runtime/sessions/routing/lexical.ts';
import { mentionsOf, withoutAddress } from '../../../../runtime/sessions/routing/mentions.ts';
import {
  namedBy,
  route,
  type KnownAgents,
  type RouteAnswer,
  type RouteQuestion,
} from '../../../../runtime/sessions/routing/route.ts';
import { createRules } from '../../../../runtime/sessions/routing/rules.ts';

const profile = (name: string, purpose = ''): AgentProfile => ({
  name,
  purpose,
  description: '',
  capabilities: [],
});

const buyer = profile('buyer', 'Orders, suppliers and what they deliver');
const clerk = profile('clerk', 'Holidays, sick leave and payroll');
const seller = profile('seller', 'Deals, customers and quotas');

const known = (...profiles: readonly AgentProfile[]): KnownAgents => ({
  names: profiles.map(({ name }) => name),
  rank: createRank(profiles),
});
const all = known(buyer, clerk, seller);

const question = (fields: Partial<RouteQuestion>): RouteQuestion => ({
  content: 'hello',
  requested: null,
  rules: createRules([]),
  sessionAgent: null,
  model: null,
  previous: null,
  spaceDefault: null,
  ...fields,
});

const said = (answer: RouteAnswer): string => {
  switch (answer.type) {
    case 'routed':
      return `${answer.route.agent} by ${answer.route.by}`;
    case 'unknown':
      return `unknown ${answer.agent}`;
    case 'ask':
    case 'none':
      return answer.type;
    default:
      return answer satisfies never;
  }
};

const refunds = createRules([
  { agent: 'gone', contains: ['refund'] },
  { agent: 'clerk', contains: ['refund', 'money back'] },
  { agent: 'buyer', matches: '\\border \\d+' },
]);
const chosen = { type: 'chosen', agent: 'buyer', confidence: 0.9, reason: 'It buys.' } as const;
const tooSlow = { from: 'model', code: 'MODEL_TIMEOUT', message: 'It took too long.' } as const;
const failed = { type: 'failed', fallback: tooSlow } as const;

type Case = readonly [why: string, given: Partial<RouteQuestion>, agents: KnownAgents, expected: string];

const cases: readonly Case[] = [
  ['what the request names wins', { requested: 'clerk', content: '@buyer hi' }, all, 'clerk by request'],
  ['a mention beats all others', { content: '@buyer hi', sessionAgent: 'clerk' }, all, 'buyer by mention'],
  ['it may stand in the middle', { content: 'ask @buyer, please' }, all, 'buyer by mention'],
  ['the first that is an agent counts', { content: '@no and @clerk and @buyer' }, all, 'clerk by mention'],
  ['a stranger’s name is only text', { content: '@no', spaceDefault: 'clerk' }, all, 'clerk by default'],
  ['an address is no mention', { content: 'a@buyer.test', spaceDefault: 'clerk' }, all, 'clerk by default'],
  [
    'a mention beats a rule, for a person means it',
    { content: '@seller refund', rules: refunds },
    all,
    'seller by mention',
  ],
  [
    'a rule whose agent is gone leaves it to the next that fits',
    { content: 'a Refund!', rules: refunds },
    all,
    'clerk by rule',
  ],
  ['a rule may be a pattern', { content: 'where is Order 12', rules: refunds }, all, 'buyer by rule'],
  [
    'a rule beats the session’s agent: the space says that whatever the session',
    { content: 'refund', rules: refunds, sessionAgent: 'seller' },
    all,
    'clerk by rule',
  ],
  [
    'a session that was made for an agent keeps to it, whatever words, models and earlier answers say',
    { content: 'holidays', sessionAgent: 'buyer', model: 'always', previous: 'seller' },
    all,
    'buyer by default',
  ],
  [
    'one that is gone does not answer',
    { sessionAgent: 'gone', spaceDefault: 'clerk' },
    all,
    'clerk by default',
  ],
  ['a model is asked before words count', { content: 'holidays', model: 'always' }, all, 'ask'],
  ['what it chose counts', { content: 'holidays', model: 'always', verdict: chosen }, all, 'buyer by model'],
  [
    'unless that one is gone by now',
    { content: 'holidays', model: 'always', verdict: { ...chosen, agent: 'gone' } },
    all,
    'clerk by lexical',
  ],
  [
    'where it failed, the words count',
    { content: 'holidays', model: 'always', verdict: failed },
    all,
    'clerk by lexical',
  ],
  [
    'one that is asked when unsure is not asked where words decide',
    { content: 'holidays', model: 'unsure' },
    all,
    'clerk by lexical',
  ],
  ['and is where they don’t', { content: 'hm', model: 'unsure', previous: 'buyer' }, all, 'ask'],
  ['with one agent there is nothing to choose', { model: 'always' }, known(buyer), 'buyer by only'],
  [
    'what goes on goes to who answered',
    { content: 'and Q4?', previous: 'seller' },
    all,
    'seller by previous',
  ],
  [
    'words that clearly mean another lead away',
    { content: 'how many holidays do I have', previous: 'seller' },
    all,
    'clerk by lexical',
  ],
  [
    'words that mean both don’t',
    { content: 'do customers get holidays', previous: 'seller' },
    all,
    'seller by previous',
  ],
  [
    'who answered and is gone is nobody',
    { content: 'go on', previous: 'gone', spaceDefault: 'clerk' },
    all,
    'clerk by default',
  ],
  ['words beat the space’s default', { content: 'holidays', spaceDefault: 'buyer' }, all, 'clerk by lexical'],
  ['the only agent needs no default', {}, known(buyer), 'buyer by only'],
  [
    'a default that is the only agent is still a default',
    { spaceDefault: 'buyer' },
    known(buyer),
    'buyer by default',
  ],
  ['a name that is asked for and absent is an error', { requested: 'byer' }, all, 'unknown byer'],
  ['nothing decides between many', {}, all, 'none'],
  ['nobody is there', {}, known(), 'none'],
];

for (const [why, given, agents, expected] of cases) {
  test(why, () => {
    const answer = route(question(given), agents);
    assert.equal(said(answer), expected);
    if (answer.type !== 'routed') return;
    assert.match(answer.route.reason, /\.$/u, 'the reason is a sentence');
    assert.ok(answer.route.confidence > 0 && answer.route.confidence <= 1);
  });
}

test('that a model failed is kept with what was decided without it', () => {
  const fallbackOf = (given: Partial<RouteQuestion>) => {
    const answer = route(question({ model: 'always', verdict: failed, ...given }), all);
    return answer.type === 'routed' ? answer.route.fallback : undefined;
  };
  assert.deepEqual(fallbackOf({ content: 'holidays' }), tooSlow);
  assert.deepEqual(fallbackOf({ spaceDefault: 'buyer' }), tooSlow);
  assert.equal(fallbackOf({ content: '@buyer hi' }), undefined, 'it made no difference here');
});

test('those named come in the order in which they decide, so that the first that is there answers', () => {
  const given = question({ content: '@b and @a refund', rules: refunds, sessionAgent: 'c' });
  assert.deepEqual(
    namedBy(given).map(({ agent }) => agent),
    ['b', 'a', 'gone', 'clerk', 'c'],
  );
  assert.deepEqual(
    namedBy({ ...given, requested: 'x' }).map(({ agent }) => agent),
    ['x'],
  );
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
