// What is wrong between files, and that what is wrong holds back only itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Declaration } from '../../../schemas/declaration.ts';
import { createLoader } from '../../../schemas/load/loader.ts';
import { agent, space } from './documents.ts';

function load(tree: Readonly<Record<string, string>>): Declaration {
  const files = Object.entries(tree).map(([path, blob]) => ({ path, blob }));
  return createLoader().load(files, (blob) => blob);
}

const brief = ({ problems }: Declaration) =>
  problems.map(({ code, severity, file, line, column }) => `${severity} ${code} ${file}:${line}:${column}`);
const names = (declared: readonly { readonly name: string }[]) => declared.map(({ name }) => name);

test('a name that is taken twice is a problem at both places, each naming the other; neither is chosen', () => {
  const declaration = load({
    'spaces/a.yaml': space('a'),
    'spaces/one.yaml': agent('bot', 'a'),
    'spaces/two.yaml': `# again\n${agent('bot', 'a')}---\n${agent('other', 'a')}`,
  });
  assert.deepEqual(brief(declaration), [
    'error duplicate-name spaces/one.yaml:3:19',
    'error duplicate-name spaces/two.yaml:4:19',
  ]);
  assert.match(declaration.problems[0]?.message ?? '', /spaces\/two\.yaml:2/);
  assert.match(declaration.problems[1]?.message ?? '', /spaces\/one\.yaml:1/);
  assert.equal(declaration.problems[0]?.resource, 'Agent/a/bot');
  assert.deepEqual(names(declaration.agents), ['other'], 'what stands beside it counts');
  assert.deepEqual(
    declaration.unreadable,
    ['spaces/one.yaml', 'spaces/two.yaml'],
    'so that nothing is pruned',
  );
});

test('the same name in two spaces is no clash', () => {
  const declaration = load({
    'spaces/x.yaml': [space('a'), space('b'), agent('bot', 'a'), agent('bot', 'b')].join('---\n'),
  });
  assert.deepEqual(brief(declaration), []);
  assert.equal(declaration.agents.length, 2);
});

test('an agent of a space that is not there: the likely one is named, and other agents go on', () => {
  const declaration = load({
    'spaces/a.yaml': space('sales'),
    'spaces/b.yaml': `${agent('good', 'sales')}---\n${agent('lost', 'saels')}`,
  });
  assert.deepEqual(brief(declaration), ['error unknown-space spaces/b.yaml:9:32']);
  assert.equal(declaration.problems[0]?.suggestion, 'sales');
  assert.deepEqual(names(declaration.agents), ['good']);
  assert.deepEqual(declaration.unreadable, ['spaces/b.yaml']);
});

test('agents of a space whose own document is broken go on with the last good version of that space', () => {
  const declaration = load({
    'spaces/a.yaml': `${space('a')}spec: { prun: auto }\n`,
    'spaces/b.yaml': agent('bot', 'a'),
  });
  assert.deepEqual(brief(declaration), ['error unknown-field spaces/a.yaml:4:9']);
  assert.deepEqual(names(declaration.spaces), []);
  assert.deepEqual(names(declaration.agents), ['bot']);
});

test('the same holds where the broken document is not even YAML, as long as its lines can be told', () => {
  const declaration = load({ 'spaces/a.yaml': `${space('a')}spec: {\n`, 'spaces/b.yaml': agent('bot', 'a') });
  assert.deepEqual(brief(declaration), ['error yaml-syntax spaces/a.yaml:4:8']);
  assert.equal(declaration.problems[0]?.resource, 'Space/a');
  assert.deepEqual(names(declaration.agents), ['bot']);
});

test('while a file hides what it declares, a missing space is a warning: it may be in there', () => {
  const declaration = load({ 'spaces/a.yaml': '"', 'spaces/b.yaml': agent('bot', 'a') });
  assert.deepEqual(brief(declaration), [
    'error yaml-syntax spaces/a.yaml:1:1',
    'warning unknown-space spaces/b.yaml:3:31',
  ]);
  assert.deepEqual(names(declaration.agents), ['bot']);
  assert.deepEqual(declaration.unreadable, ['spaces/a.yaml']);
});

test('a routing default that names no agent holds back the space, not its agents', () => {
  const declaration = load({
    'spaces/a.yaml': `${space('a')}spec:\n  routing: { default: helpre }\n`,
    'spaces/b.yaml': agent('helper', 'a'),
  });
  assert.deepEqual(brief(declaration), ['error unknown-agent spaces/a.yaml:5:23']);
  assert.equal(declaration.problems[0]?.suggestion, 'helper');
  assert.deepEqual([names(declaration.spaces), names(declaration.agents)], [[], ['helper']]);
});

test('a rule that names no agent holds back the space as well, at the rule', () => {
  const declaration = load({
    'spaces/a.yaml': `${space('a')}spec:\n  routing:\n    rules:\n      - { agent: helper, contains: [x] }\n      - { agent: helprr, contains: [y] }\n`,
    'spaces/b.yaml': agent('helper', 'a'),
  });
  assert.deepEqual(brief(declaration), ['error unknown-agent spaces/a.yaml:8:18']);
  assert.equal(declaration.problems[0]?.suggestion, 'helper');
  assert.deepEqual(names(declaration.spaces), []);
});

test('a routing default whose agent is only broken is no problem of the space', () => {
  const declaration = load({
    'spaces/a.yaml': `${space('a')}spec: { routing: { default: bot } }\n`,
    'spaces/b.yaml': `${agent('bot', 'a')}  purpse: x\n`,
  });
  assert.deepEqual(brief(declaration), ['error unknown-field spaces/b.yaml:6:3']);
  assert.deepEqual(names(declaration.spaces), ['a']);
});

test('a space with more agents than allowed stays as it was, whole, and other spaces go on', () => {
  const many = Array.from({ length: 501 }, (_, index) => agent(`bot-${index}`, 'a')).join('---\n');
  const declaration = load({
    'spaces/a.yaml': space('a'),
    'spaces/many.yaml': many,
    'spaces/b.yaml': `${space('b')}---\n${agent('bot', 'b')}`,
  });
  assert.deepEqual(brief(declaration), ['error too-many-agents spaces/a.yaml:3:19']);
  assert.deepEqual([names(declaration.spaces), names(declaration.agents)], [['b'], ['bot']]);
  assert.deepEqual(declaration.unreadable, ['spaces/a.yaml', 'spaces/many.yaml']);
});

test('a file moved and broken in one commit suspends pruning, for its agent is not gone', () => {
  const before = load({ 'spaces/a.yaml': space('a'), 'spaces/old.yaml': agent('bot', 'a') });
  const after = load({ 'spaces/a.yaml': space('a'), 'spaces/new.yaml': `${agent('bot', 'a')}  env: [\n` });
  assert.deepEqual([before.agents.length, after.agents.length], [1, 0]);
  assert.deepEqual(after.unreadable, ['spaces/new.yaml']);
});

test('thousands of clashes in one file are told without reading it for each', () => {
  const started = performance.now();
  const declaration = load({ 'spaces/a.yaml': `${space('a')}---\n`.repeat(2000) });
  assert.equal(declaration.problems.length, 2000);
  assert.ok(performance.now() - started < 3000);
});
