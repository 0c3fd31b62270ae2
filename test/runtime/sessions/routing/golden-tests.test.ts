// Routing tests that stand beside what is declared: which fail, which can't be told, and how it is said.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeRouting } from '../../../../runtime/sessions/routing/golden-tests.ts';
import type { DeclaredAgent, DeclaredSpace } from '../../../../schemas/declaration.ts';
import type { RoutingSpec } from '../../../../schemas/kinds/routing.ts';
import type { SpaceSpec } from '../../../../schemas/kinds/space.ts';
import type { Manifest } from '../../../../schemas/manifest/manifest.ts';

const position = { file: 'spaces/sales/space.yaml', line: 1, column: 1 };
const declared = { labels: {}, digest: '', position };

const space = (routing: RoutingSpec, name = 'sales'): DeclaredSpace => ({
  ...declared,
  kind: 'Space',
  name,
  spec: { routing } as SpaceSpec,
});

const agent = (name: string, of = 'sales'): DeclaredAgent => ({
  ...declared,
  kind: 'Agent',
  space: of,
  name,
  spec: { source: { path: name, update: 'auto' }, purpose: '' } as DeclaredAgent['spec'],
});

const texts: Readonly<Record<string, string>> = {
  clerk: 'Holidays, sick leave and payroll',
  seller: 'Deals, customers and quotas',
};
const manifestOf = ({ name }: DeclaredAgent): Manifest => ({
  runtime: 'python3',
  description: texts[name] ?? '',
  purpose: '',
  capabilities: [],
  contract: 'function',
  timeout_seconds: 1,
  concurrency: 1,
  on_interrupted: 'retry',
  env: {},
  secrets: [],
});

const judge = (routing: RoutingSpec, known: (agent: DeclaredAgent) => Manifest | undefined = manifestOf) =>
  judgeRouting({ spaces: [space(routing)], agents: [agent('clerk'), agent('seller')] }, known).map(
    ({ code, path, message }) => `${code} ${path.slice(2).join('.')}: ${message}`,
  );

const rules: RoutingSpec['rules'] = [{ agent: 'clerk', contains: ['urgent'] }];

test('tests that hold say nothing: by rule, mention, words and default', () => {
  const tests = [
    { message: 'urgent deals', agent: 'clerk' },
    { message: '@seller urgent', agent: 'seller' },
    { message: 'how many deals?', agent: 'seller' },
    { message: 'good morning', agent: 'clerk' },
  ];
  assert.deepEqual(judge({ default: 'clerk', rules, tests }), []);
});

test('one that fails says where the message goes instead, and by what', () => {
  const tests = [
    { message: 'how many deals?', agent: 'seller' },
    { message: 'urgent deals', agent: 'seller' },
    { message: 'good morning', agent: 'seller' },
  ];
  assert.deepEqual(judge({ rules, tests }), [
    'failing-routing-test tests.1: "urgent deals" goes to clerk (by rule, 1), not to seller.',
    'failing-routing-test tests.2: "good morning" goes to nobody, not to seller.',
  ]);
});

test('one that names no agent fails, and the likely one is named', () => {
  const tests = [{ message: 'how many deals?', agent: 'seler' }];
  const [complaint] = judgeRouting(
    { spaces: [space({ tests })], agents: [agent('clerk'), agent('seller')] },
    manifestOf,
  );
  assert.equal(complaint?.suggestion, 'seller');
  assert.equal(complaint.severity, 'warning', 'what is declared goes on');
});

test('what nobody knows of an agent is not held against the test, except where it has no part', () => {
  const tests = [
    { message: 'how many deals?', agent: 'seller' },
    { message: 'urgent deals', agent: 'seller' },
  ];
  const known = (given: DeclaredAgent) => (given.name === 'seller' ? undefined : manifestOf(given));
  assert.deepEqual(judge({ default: 'clerk', rules, tests }, known), [
    'unjudged-routing-test tests.0: Whether "how many deals?" goes to seller can\'t be told: the manifest of seller is not known here.',
    'failing-routing-test tests.1: "urgent deals" goes to clerk (by rule, 1), not to seller.',
  ]);
});

test('a model has no say: a test must not cost money, nor come out otherwise tomorrow', () => {
  const model = { provider: 'openai', model: 'm', timeout: '5s', when: 'always' } as const;
  assert.deepEqual(judge({ model, tests: [{ message: 'how many deals?', agent: 'seller' }] }), []);
});

test('only the wanted spaces are judged', () => {
  const tests = [{ message: 'x', agent: 'nobody' }];
  const spaces = [space({ tests }), space({ tests }, 'other')];
  const found = judgeRouting({ spaces, agents: [] }, manifestOf, (name) => name === 'other');
  assert.deepEqual(
    found.map(({ resource }) => resource.name),
    ['other'],
  );
});

test('whoever proposes rules and tests by the thousand keeps nobody waiting, and is told', () => {
  const matches = '(a?){40}b';
  const evil: RoutingSpec = {
    rules: [1, 2, 3, 4].map(() => ({ agent: 'clerk', matches })),
    tests: Array.from({ length: 50 }, () => ({ message: 'a'.repeat(1_000), agent: 'clerk' })),
  };
  const spaces = [
    ...Array.from({ length: 100 }, (_, index) => space(evil, `space-${index}`)),
    space({ tests: [{ message: 'x', agent: 'nobody' }] }, 'small'),
  ];
  const begun = performance.now();
  const found = judgeRouting({ spaces, agents: [agent('clerk', 'space-0')] }, manifestOf);
  assert.ok(performance.now() - begun < 10_000);
  const refused = found.filter(({ message }) => /not judged/.test(message));
  assert.ok(refused.length > 90);
  assert.match(found.at(-1)?.message ?? '', /no agent "nobody"/, 'a small one still has its turn');
});
