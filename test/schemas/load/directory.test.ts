import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { DirectoryError } from '../../../schemas/errors.ts';
import { loadDirectory } from '../../../schemas/load/directory.ts';
import { agent, space } from './documents.ts';

function makeTree(context: TestContext, tree: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'raworc-tree-'));
  context.after(() => rmSync(dir, { recursive: true }));
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

const local = (path: string): string => agent('bot', 'a').replace('repo: o/bot', `path: ${path}`);

test('a working tree is read as a commit would be, with paths from its root', (context) => {
  const dir = makeTree(context, {
    'spaces/a/space.yaml': space('a'),
    'spaces/a/agents/x.yaml': agent('x', 'a'),
  });
  const { declaration, files } = loadDirectory(dir);
  assert.deepEqual(declaration.problems, []);
  assert.deepEqual([...files].sort(), ['spaces/a/agents/x.yaml', 'spaces/a/space.yaml']);
  assert.equal(declaration.agents[0]?.position.file, 'spaces/a/agents/x.yaml');
});

test('a folder that is not there could not be checked, which is not a problem of what it holds', () => {
  assert.throws(
    () => loadDirectory('/nowhere/at/all'),
    (error) => error instanceof DirectoryError && error.code === 'DIRECTORY_NOT_FOUND' && error.hint !== '',
  );
});

test('a file in the place of a folder could not be checked either', (context) => {
  const dir = makeTree(context, { 'a.yaml': '' });
  assert.throws(() => loadDirectory(join(dir, 'a.yaml')), { code: 'DIRECTORY_NOT_FOUND' });
});

test('an empty folder declares nothing and has no problems', (context) => {
  const { declaration } = loadDirectory(makeTree(context, {}));
  assert.deepEqual(declaration, {
    spaces: [],
    agents: [],
    secrets: [],
    roles: [],
    roleBindings: [],
    problems: [],
    unreadable: [],
  });
});

test('links are not followed, for they can lead out of the tree or round in circles', (context) => {
  const dir = makeTree(context, { 'spaces/a.yaml': space('a') });
  symlinkSync(dir, join(dir, 'spaces/again'));
  assert.deepEqual(loadDirectory(dir).files, ['spaces/a.yaml']);
});

test('an agent whose source in this tree has no manifest is told at its path', (context) => {
  const dir = makeTree(context, { 'spaces/a.yaml': `${space('a')}---\n${local('agents/bot')}` });
  const [problem] = loadDirectory(dir).declaration.problems;
  assert.deepEqual([problem?.code, problem?.line, problem?.column], ['missing-manifest', 9, 19]);
});

test('a langgraph.json stands for a manifest, and is told in its own file for each agent that it fits not', (context) => {
  const graphs = '{\n  "graphs": { "bot": "./a.py:graph", "other": "./b.py:graph" }\n}';
  const dir = makeTree(context, {
    'spaces/a.yaml': [space('a'), local('agents/bot'), local('agents/bot').replace('bot,', 'bot-2,')].join(
      '---\n',
    ),
    'agents/bot/langgraph.json': graphs,
  });
  const { problems } = loadDirectory(dir).declaration;
  assert.deepEqual(
    problems.map(({ code, file, line, column }) => [code, file, line, column]),
    [['missing-field', 'agents/bot/langgraph.json', 2, 13]],
  );
});

test('a bad manifest in this tree is told in its own file, once, though two agents use it', (context) => {
  const dir = makeTree(context, {
    'spaces/a.yaml': [space('a'), local('./agents/bot/'), local('agents/bot').replace('bot,', 'bot-2,')].join(
      '---\n',
    ),
    'agents/bot/raworc.json': '{\n  "handler": "main.f"\n}',
  });
  const { problems } = loadDirectory(dir).declaration;
  assert.deepEqual(
    problems.map(({ code, file, line, column }) => [code, file, line, column]),
    [['missing-field', 'agents/bot/raworc.json', 1, 1]],
  );
});

test('what the runtime may not read stays unread: sources in other repositories are not looked for here', (context) => {
  const dir = makeTree(context, {
    'spaces/a.yaml': `${space('a')}---\n${agent('x', 'a')}`,
    'raworc.json': 'broken',
  });
  assert.deepEqual(loadDirectory(dir).declaration.problems, []);
});
