// Which agents a message shares words with, in several languages, and how long that takes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRank, type AgentProfile } from '../../../../runtime/sessions/routing/lexical.ts';
import { sureness, weigh } from '../../../../runtime/sessions/routing/weigh.ts';
import { wordsOf } from '../../../../runtime/sessions/routing/words.ts';

const agent = (name: string, more: Partial<AgentProfile> = {}): AgentProfile => ({
  name,
  purpose: '',
  description: '',
  capabilities: [],
  ...more,
});

const office = [
  agent('calculator', { description: 'Calculates what is written as an expression', capabilities: ['sums'] }),
  agent('text-stats', { description: 'Counts words, lines and letters of a text' }),
  agent('sales-agent', { purpose: 'Answers questions about deals, quotas and customers' }),
  agent('hr', { purpose: 'Holidays, sick leave, payroll', capabilities: ['Urlaub', 'Krankmeldung'] }),
];

const cases: readonly (readonly [why: string, agents: readonly AgentProfile[], says: string, who: string])[] =
  [
    ['a word of the purpose decides', office, 'How many deals did we close?', 'sales-agent'],
    ['one or many is the same', office, 'Is this customer ours?', 'sales-agent'],
    ['words of one family are near', office, 'please calculate 3 + 4', 'calculator'],
    ['the name counts', office, 'ask sales what they think', 'sales-agent'],
    ['a capability counts', office, 'one more sum', 'calculator'],
    ['the declared capability may be of any language', office, 'Wie viel Urlaub habe ich noch?', 'hr'],
    ['nothing in common decides for nobody', office, 'good morning', 'nobody'],
    ['words that say nothing are not common', office, 'what is this, and what is it about?', 'nobody'],
    ['what all agents say of themselves is not common', office, 'a question for an agent', 'nobody'],
    ['two that fit alike decide for nobody', office, 'payroll of customers', 'nobody'],
    ['an address of mail is no word', office, 'write to sales@customers.example', 'nobody'],
    [
      'accents don’t matter',
      [agent('resume', { description: 'Résumés et lettres' }), agent('other')],
      'un resume',
      'resume',
    ],
    [
      'Russian',
      [agent('a', { purpose: 'Отпуска и зарплата' }), agent('b', { purpose: 'Продажи и клиенты' })],
      'Сколько у меня дней отпуска?',
      'a',
    ],
    [
      'Japanese, which has no spaces',
      [agent('a', { purpose: '休暇と給与の質問に答える' }), agent('b', { purpose: '返金と請求書' })],
      '給与はいつ支払われますか',
      'a',
    ],
    [
      'Thai, which has none either',
      [agent('a', { purpose: 'วันหยุดและเงินเดือน' }), agent('b', { purpose: 'การขายและลูกค้า' })],
      'เงินเดือนออกเมื่อไหร่',
      'a',
    ],
    [
      'Korean',
      [agent('a', { purpose: '휴가 급여' }), agent('b', { purpose: '환불 청구서' })],
      '휴가 신청',
      'a',
    ],
    [
      'Arabic',
      [agent('a', { purpose: 'الإجازات والرواتب' }), agent('b', { purpose: 'المبيعات والعملاء' })],
      'متى تصرف والرواتب',
      'a',
    ],
  ];

for (const [why, agents, says, who] of cases) {
  test(why, () => assert.equal(weigh(createRank(agents)(says), null)?.agent ?? 'nobody', who));
}

test('everybody is ranked, also who shares nothing, so that a decision can be explained', () => {
  const ranked = createRank(office)('deals');
  assert.deepEqual(
    ranked.map(({ agent }) => agent),
    ['sales-agent', 'calculator', 'hr', 'text-stats'],
  );
  assert.deepEqual(ranked[0]?.words, ['deals']);
  assert.deepEqual(
    ranked.slice(1).map(({ score }) => score),
    [0, 0, 0],
  );
});

test('more words make surer, and a second that is close makes unsure', () => {
  const ranked = (first: number, words: readonly string[], second: number) =>
    sureness([
      { agent: 'a', score: first, words },
      { agent: 'b', score: second, words: ['x'] },
    ]);
  assert.ok(ranked(2, ['x', 'y'], 0) > ranked(2, ['x'], 0));
  assert.ok(ranked(2, ['x'], 0) > ranked(2, ['x'], 1));
  assert.equal(ranked(2, ['x'], 2), 0);
  assert.equal(sureness([]), 0);
});

test('words without a letter are none, and a text of nothing else has none', () => {
  assert.deepEqual(wordsOf('🙂 --- !!! \u0000 \ud800'), []);
});

test('with 500 agents a message takes well under a millisecond, and a megabyte no longer than a page', () => {
  const topics = Array.from({ length: 2_000 }, (_, index) => `topic${index} `);
  const many = Array.from({ length: 500 }, (_, index) =>
    agent(`agent-${index}`, {
      purpose: topics.slice(index * 4, index * 4 + 4).join('') + 'reports and figures of the company',
      description: 'Looks up what the company knows of ' + topics.slice(index, index + 20).join(''),
    }),
  );
  const rank = createRank(many);
  const message = 'Could you tell me what topic401 and topic402 were in the last report of the company?';
  assert.equal(rank(message)[0]?.agent, 'agent-100');
  const median = (text: string): number => {
    const taken = Array.from({ length: 200 }, () => {
      const begun = performance.now();
      rank(text);
      return performance.now() - begun;
    });
    return taken.sort((a, b) => a - b)[100] ?? Infinity;
  };
  const [short, long] = [median(message), median(topics.join('').repeat(80))];
  // Twice what is promised, for the machine of a test has other work.
  assert.ok(short < 2, `${short.toFixed(2)} ms`);
  assert.ok(long < 20, `${long.toFixed(2)} ms`);
  if (process.env['SHOW']) console.log(short, long);
});
