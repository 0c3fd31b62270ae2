// langgraph.json in place of a manifest: what it amounts to, and what is wrong with it, at its place.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validateLanggraph } from '../../../schemas/validate/langgraph.ts';

const validate = (value: object | string, agent = 'clerk') =>
  validateLanggraph('langgraph.json', typeof value === 'string' ? value : JSON.stringify(value), agent);

const graphs = { clerk: './src/clerk/graph.py:make_graph' };

for (const [why, written, expected] of [
  [
    'a graph in a file is a handler',
    { graphs, dependencies: ['.'] },
    { runtime: 'python3', handler: 'src.clerk.graph.make_graph', build_command: undefined },
  ],
  [
    'a graph in a module too',
    { graphs: { any: 'clerk.graph:graph' } },
    { runtime: 'python3', handler: 'clerk.graph.graph', build_command: undefined },
  ],
  [
    'TypeScript and JavaScript run on Node.js, whose packages are in package.json',
    { node_version: '20', graphs: { agent: './src/agent.ts:graph' }, dependencies: ['.', 'left'] },
    { runtime: 'node', handler: 'src.agent.graph', build_command: undefined },
  ],
  [
    'of several graphs it is the one that is called like the agent',
    { graphs: { agent: './a.py:graph', clerk: './b.py:graph' } },
    { runtime: 'python3', handler: 'b.graph', build_command: undefined },
  ],
  [
    'or else `agent`',
    { graphs: { agent: './a.py:graph', other: { path: './b.py:graph', description: 'Not it.' } } },
    { runtime: 'python3', handler: 'a.graph', build_command: undefined },
  ],
  [
    'packages are installed as they are named',
    { graphs, dependencies: ['langchain_openai>=1,<2', "it's"] },
    {
      runtime: 'python3',
      handler: 'src.clerk.graph.make_graph',
      build_command: "pip install 'langchain_openai>=1,<2' 'it'\\''s'",
    },
  ],
] as const) {
  test(why, () => {
    const result = validate(written);
    assert.ok(result.type === 'valid');
    const { runtime, handler, build_command } = result.manifest;
    assert.deepEqual({ runtime, handler, build_command }, expected);
    assert.deepEqual(result.warnings, []);
  });
}

test('a folder is installed as the package that it is, or by its requirements', () => {
  const result = validate({ graphs, dependencies: ['./clerk/'] });
  assert.ok(result.type === 'valid');
  const command = result.manifest.build_command ?? '';
  assert.match(command, /if \[ -f '\.\/clerk\/pyproject\.toml' \].*; then pip install '\.\/clerk'\n/);
  assert.match(command, /elif \[ -f '\.\/clerk\/requirements\.txt' \]/);
});

test('variables and a description are taken over; a file of variables is not read, and said not to be', () => {
  const described = { clerk: { path: './a.py:graph', description: 'Answers.' } };
  const result = validate({ graphs: described, env: { MODEL: 'small' } });
  assert.ok(result.type === 'valid');
  assert.deepEqual([result.manifest.env, result.manifest.description], [{ MODEL: 'small' }, 'Answers.']);
  const unread = validate({ graphs, env: './.env' });
  assert.ok(unread.type === 'valid');
  assert.deepEqual(
    unread.warnings.map(({ code, severity }) => [code, severity]),
    [['suspicious-value', 'warning']],
  );
});

for (const [why, text, line, column, message] of [
  ['no graphs', '{\n  "dependencies": []\n}', 1, 1, /graphs/],
  ['no JSON', '{\n  "graphs": {,}\n}', 2, 14, /not JSON/],
  [
    'several graphs and none of that name',
    '{\n  "graphs": { "a": "./a.py:g", "b": "./b.py:g" }\n}',
    2,
    13,
    /several graphs, a, b, and none of them is called clerk or agent\.$/,
  ],
  [
    'a path that leaves the source',
    '{\n  "graphs": { "a": "../a.py:g" }\n}',
    2,
    20,
    /"\.\.\/a\.py:g" is no path to a graph/,
  ],
  [
    'a dependency that leaves the source',
    '{\n  "graphs": { "a": "./a.py:g" },\n  "dependencies": [".", "../lib"]\n}',
    3,
    25,
    /\.\.\/lib is outside of the agent's source\.$/,
  ],
  [
    'a variable that is the runtime’s',
    '{\n  "graphs": { "a": "./a.py:g" },\n  "env": { "RAWORC_X": "1" }\n}',
    3,
    12,
    /RAWORC_X cannot be set/,
  ],
] as const) {
  test(`what is wrong is told at its place (${why})`, () => {
    const result = validate(text);
    assert.ok(result.type === 'invalid');
    const [problem] = result.problems;
    assert.deepEqual([problem?.file, problem?.line, problem?.column], ['langgraph.json', line, column]);
    assert.match(problem?.message ?? '', message);
  });
}
