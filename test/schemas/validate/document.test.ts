// What people write wrongly in a document that is good YAML: each with its place, code and likely spelling.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readFile } from '../../../schemas/load/read-file.ts';
import type { ProblemCode } from '../../../schemas/problem.ts';
import { createDocumentValidator } from '../../../schemas/validate/document.ts';

const validate = createDocumentValidator();

const SPACE = 'apiVersion: raworc.dev/v1\nkind: Space\nmetadata: { name: sales }\n';
const AGENT = 'apiVersion: raworc.dev/v1\nkind: Agent\nmetadata: { name: bot, space: sales }\n';

interface Case {
  readonly why: string;
  readonly text: string;
  readonly code: ProblemCode;
  readonly at: string;
  readonly suggestion?: string;
  readonly expected?: RegExp;
}

const CASES: readonly Case[] = [
  {
    why: 'a field of the spec is misspelt',
    text: `${SPACE}spec:\n  resource: { cpus: 1 }\n`,
    code: 'unknown-field',
    at: '5:3',
    suggestion: 'resources',
  },
  {
    why: 'a field deep inside is written as elsewhere',
    text: `${SPACE}spec:\n  sessions:\n    idle: { pause_after: 5m }\n`,
    code: 'unknown-field',
    at: '6:13',
    suggestion: 'pauseAfter',
  },
  {
    why: 'a field that belongs to nothing we know has no likely spelling',
    text: `${SPACE}spec: { replicas: 3 }\n`,
    code: 'unknown-field',
    at: '4:9',
    expected: /resources/,
  },
  {
    why: 'the kind is misspelt',
    text: SPACE.replace('Space', 'Spcae'),
    code: 'unknown-kind',
    at: '2:7',
    suggestion: 'Space',
  },
  {
    why: 'a schedule names a minute that no hour has',
    text: `${AGENT}spec:\n  source: { path: a }\n  schedules:\n    - { name: daily, cron: "61 9 * * *", message: Hello }\n`,
    code: 'bad-format',
    at: '7:28',
    expected: /five fields/,
  },
  {
    why: 'a schedule would ask each second',
    text: `${AGENT}spec:\n  source: { path: a }\n  schedules:\n    - { name: daily, cron: "* * * * * *", message: Hello }\n`,
    code: 'bad-format',
    at: '7:28',
  },
  {
    why: 'a schedule is for a day that never comes',
    text: `${AGENT}spec:\n  source: { path: a }\n  schedules:\n    - { name: daily, cron: "0 9 30 2 *", message: Hello }\n`,
    code: 'bad-format',
    at: '7:28',
  },
  {
    why: 'a time zone is misspelt',
    text: `${AGENT}spec:\n  source: { path: a }\n  schedules:\n    - { name: a, cron: "@daily", message: Hello, timeZone: Europe/Berln }\n`,
    code: 'bad-format',
    at: '7:60',
    suggestion: 'Europe/Berlin',
  },
  {
    why: 'an offset is no time zone, for it knows no summer',
    text: `${AGENT}spec:\n  source: { path: a }\n  schedules:\n    - { name: a, cron: "@daily", message: Hello, timeZone: "+02:00" }\n`,
    code: 'bad-format',
    at: '7:60',
    expected: /IANA/,
  },
  {
    why: 'two schedules of an agent have one name',
    text: `${AGENT}spec:\n  source: { path: a }\n  schedules:\n    - { name: a, cron: "@daily", message: Hello }\n    - { name: a, cron: "@weekly", message: Hello }\n`,
    code: 'duplicate-name',
    at: '8:15',
  },
  { why: 'the kind is left out', text: 'apiVersion: raworc.dev/v1\n', code: 'missing-field', at: '1:1' },
  {
    why: 'the version is one that we do not know',
    text: SPACE.replace('/v1', '/v2'),
    code: 'unknown-api-version',
    at: '1:13',
    suggestion: 'raworc.dev/v1',
  },
  { why: 'a document is only a word', text: 'hello\n', code: 'not-a-mapping', at: '1:1' },
  {
    why: 'a name could be no image name',
    text: SPACE.replace('sales', 'Sales Team'),
    code: 'bad-format',
    at: '3:19',
    suggestion: 'sales-team',
  },
  {
    why: 'an agent says no space',
    text: `${AGENT.replace(', space: sales', '')}spec: { source: { path: a } }\n`,
    code: 'missing-field',
    at: '3:1',
    expected: /^space$/,
  },
  { why: 'an agent has no spec', text: AGENT, code: 'missing-field', at: '1:1', expected: /^spec$/ },
  {
    why: 'a source says neither repository nor folder',
    text: `${AGENT}spec:\n  source: { update: auto }\n`,
    code: 'missing-field',
    at: '5:3',
    expected: /^repo or path$/,
  },
  {
    why: 'a branch and a range of versions at once',
    text: `${AGENT}spec:\n  source: { repo: a/b, ref: main, semver: ^1 }\n`,
    code: 'conflicting-fields',
    at: '5:35',
  },
  {
    why: 'a branch of this very repository makes no sense',
    text: `${AGENT}spec:\n  source: { path: a, ref: main }\n`,
    code: 'conflicting-fields',
    at: '5:22',
    expected: /^repo$/,
  },
  {
    why: 'a range of versions that is none',
    text: `${AGENT}spec:\n  source: { repo: a/b, semver: latest-ish }\n`,
    code: 'bad-format',
    at: '5:32',
  },
  {
    why: 'a path that climbs out of the repository',
    text: `${AGENT}spec:\n  source: { path: a/../../b }\n`,
    code: 'bad-format',
    at: '5:19',
  },
  {
    why: 'a number in the environment, where text is wanted: as written, in quotes',
    text: `${AGENT}spec:\n  source: { path: a }\n  env:\n    VERSION: 1.0\n`,
    code: 'wrong-type',
    at: '7:14',
    suggestion: '"1.0"',
  },
  {
    why: 'a name that no shell takes',
    text: `${AGENT}spec: { source: { path: a }, env: { MY-KEY: x } }\n`,
    code: 'bad-format',
    at: '4:37',
    expected: /underscores/,
  },
  {
    why: 'a name that belongs to the runtime',
    text: `${AGENT}spec: { source: { path: a }, env: { RAWORC_SOCKET: x } }\n`,
    code: 'not-allowed',
    at: '4:37',
  },
  {
    why: 'a notification whose secret has a name of the runtime',
    text: `${SPACE}spec: { notifications: [{ type: slack, urlSecret: RAWORC_URL }] }\n`,
    code: 'not-allowed',
    at: '4:51',
  },
  {
    why: 'a notification whose secret has a name that no secret can have',
    text: `${SPACE}spec: { notifications: [{ type: slack, urlSecret: MY-URL }] }\n`,
    code: 'bad-format',
    at: '4:51',
    expected: /underscores/,
  },
  {
    why: 'a notification to what is no address',
    text: `${SPACE}spec: { notifications: [{ type: webhook, url: "http://[x" }] }\n`,
    code: 'bad-format',
    at: '4:47',
  },
  {
    why: 'a secret named twice',
    text: `${AGENT}spec: { source: { path: a }, secrets: [KEY, OTHER, KEY] }\n`,
    code: 'not-allowed',
    at: '4:52',
  },
  {
    why: 'one secret without the list around it',
    text: `${AGENT}spec: { source: { path: a }, secrets: KEY }\n`,
    code: 'wrong-type',
    at: '4:39',
    suggestion: '[KEY]',
  },
  {
    why: 'a choice in the wrong case',
    text: `${SPACE}spec: { network: { egress: Internet } }\n`,
    code: 'not-allowed',
    at: '4:28',
    suggestion: 'internet',
  },
  {
    why: 'an isolation that no engine offers',
    text: `${SPACE}spec: { isolation: gvisor }\n`,
    code: 'not-allowed',
    at: '4:20',
    expected: /runc, runsc, kata/,
  },
  {
    why: 'a time in words',
    text: `${SPACE}spec: { sessions: { idle: { pauseAfter: 5 minutes } } }\n`,
    code: 'bad-format',
    at: '4:41',
    expected: /30s, 5m/,
  },
  {
    why: 'a size without sense',
    text: `${SPACE}spec: { resources: { memory: 4Ki } }\n`,
    code: 'out-of-range',
    at: '4:30',
    expected: /at least 16Mi/,
  },
  {
    why: 'a number below its bound',
    text: `${SPACE}spec: { sessions: { warm: -1 } }\n`,
    code: 'out-of-range',
    at: '4:27',
    expected: />= 0/,
  },
  {
    why: 'a field with nothing behind its colon',
    text: `${SPACE}spec:\n  network:\n`,
    code: 'wrong-type',
    at: '5:3',
    expected: /a mapping/,
  },
  {
    why: 'a pattern that cannot be read is shown where it stands, with the character that is wrong',
    text: `${SPACE}spec: { routing: { rules: [{ agent: a, matches: 'x(y' }] } }\n`,
    code: 'bad-format',
    at: '4:49',
    expected: /regular expression/,
  },
  {
    why: 'a rule that says nothing of the message would take all of them',
    text: `${SPACE}spec: { routing: { rules: [{ agent: a }] } }\n`,
    code: 'missing-field',
    at: '4:28',
    expected: /contains or matches/,
  },
  {
    why: 'patterns that are fine each may be too many together',
    text: `${SPACE}spec:\n  routing:\n    rules:\n${"      - { agent: a, matches: '(abcdefghij){9}' }\n".repeat(16)}`,
    code: 'out-of-range',
    at: '6:5',
    expected: /smaller/,
  },
  {
    why: 'a model that is waited for without end would keep people waiting',
    text: `${SPACE}spec: { routing: { model: { provider: openai, model: m, timeout: never } } }\n`,
    code: 'out-of-range',
    at: '4:66',
    expected: /1m/,
  },
  {
    why: 'a key has no place in an address, for everybody can read that',
    text: `${SPACE}spec: { routing: { model: { provider: openai, model: m, baseUrl: 'https://me:key@host' } } }\n`,
    code: 'bad-format',
    at: '4:66',
  },
];

for (const { why, text, code, at, suggestion, expected } of CASES) {
  test(`${why}: ${code} at ${at}`, () => {
    const { problems, resources, broken } = readFile('f.yaml', text, true, validate);
    const [problem, ...more] = problems;
    assert.deepEqual(more, [], 'one slip gives one problem');
    assert.equal(`${problem?.line}:${problem?.column}`, at);
    assert.equal(problem?.code, code);
    assert.equal(problem?.suggestion, suggestion);
    if (expected) assert.match(problem?.expected ?? '', expected);
    assert.equal(problem?.excerpt, text.split('\n')[(problem?.line ?? 0) - 1]);
    assert.deepEqual([resources.length, broken.length], [0, 1], 'nothing half-good is declared');
  });
}

test('a misspelt required field is one problem, not an unknown one and a missing one', () => {
  const { problems } = readFile('f.yaml', `${AGENT}spec: { sorce: { path: a } }\n`, true, validate);
  assert.deepEqual(
    problems.map(({ code, suggestion }) => [code, suggestion]),
    [['unknown-field', 'source']],
  );
});

test('a step of the idle ladder that comes too late is only a warning, and the space is declared', () => {
  const text = `${SPACE}spec: { sessions: { idle: { pauseAfter: 1h } } }\n`;
  const { problems, resources } = readFile('f.yaml', text, true, validate);
  assert.deepEqual(
    problems.map(({ code, severity, line }) => [code, severity, line]),
    [['suspicious-value', 'warning', 4]],
  );
  assert.equal(resources.length, 1);
});

test('an address that signs for itself is only a warning, for it is signed all the same', () => {
  const text = `${SPACE}spec: { notifications: [{ type: webhook, urlSecret: URL, signingSecret: URL }] }\n`;
  const { problems, resources } = readFile('f.yaml', text, true, validate);
  assert.deepEqual(
    problems.map(({ code, severity }) => [code, severity]),
    [['suspicious-value', 'warning']],
  );
  assert.equal(resources.length, 1);
});

test('a space of three lines gets every default', () => {
  const { resources } = readFile('f.yaml', SPACE, true, validate);
  assert.deepEqual(resources[0]?.spec, {
    description: '',
    resources: { cpus: 1, memory: '512Mi', pids: 256, storage: '2Gi' },
    isolation: 'runc',
    network: { egress: 'internet' },
    sessions: {
      rollout: 'onIdle',
      idle: { pauseAfter: '5m', suspendAfter: '30m', closeAfter: '30d' },
      warm: 0,
      max: 50,
    },
    routing: {},
    prune: 'confirm',
  });
});

test('an agent with only a source gets every default', () => {
  const { resources } = readFile('f.yaml', `${AGENT}spec: { source: { repo: a/b } }\n`, true, validate);
  assert.deepEqual(resources[0]?.spec, {
    source: { repo: 'a/b', path: '.', update: 'auto' },
    purpose: '',
    env: {},
    secrets: [],
    schedules: [],
  });
});

test('a document with thousands of unknown fields is answered with some of them, not all', () => {
  const fields = Array.from({ length: 5000 }, (_, index) => `purpos${index}: 1`).join(', ');
  const { problems } = readFile(
    'f.yaml',
    `${AGENT}spec: { source: { path: a }, ${fields} }\n`,
    true,
    validate,
  );
  assert.ok(problems.length > 0 && problems.length <= 50);
});
