// Whom a problem concerns: whoever can mend it must see it, and nobody else has to.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DeclaredPlace, placeProblems, worstFirst } from '../../../reconciler/loop/placed-problems.ts';
import type { Problem } from '../../../schemas/problem.ts';

const problem = (file: string, resource?: string): Problem => ({
  file,
  line: 1,
  column: 1,
  code: 'yaml-syntax',
  severity: 'error',
  message: 'It is wrong.',
  ...(resource === undefined ? {} : { resource }),
});

const declared: readonly DeclaredPlace[] = [
  { kind: 'Space', space: 'sales', file: 'spaces/sales/space.yaml' },
  { kind: 'Agent', space: 'sales', file: 'spaces/sales/agents/bot.yaml' },
  { kind: 'Space', space: 'people', file: 'spaces/human-resources/space.yaml' },
  { kind: 'Space', space: 'ops', file: 'everything.yaml' },
  { kind: 'Agent', space: 'sales', file: 'everything.yaml' },
];

const table = [
  {
    why: 'a space’s own document names it',
    has: problem('spaces/sales/space.yaml', 'Space/sales'),
    are: ['sales'],
  },
  {
    why: 'an agent’s document names its space, wherever its file is',
    has: problem('spaces/people/agents/bot.yaml', 'Agent/sales/bot'),
    are: ['sales'],
  },
  {
    why: 'a manifest in a repository of its own is its agent’s',
    has: problem('https://github.com/company/bot@9bc2f01/raworc.json', 'Agent/sales/bot'),
    are: ['sales'],
  },
  {
    why: 'a secret is its space’s',
    has: problem('spaces/sales/secrets.yaml', 'Secret/sales/KEY'),
    are: ['sales'],
  },
  {
    why: 'a role belongs to no space, even where it stands among one’s files',
    has: problem('spaces/sales/role.yaml', 'Role/deployer'),
    are: [],
  },
  {
    why: 'a document that says nothing of itself belongs to the folder of its space',
    has: problem('spaces/sales/agents/new.yaml'),
    are: ['sales'],
  },
  {
    why: 'a folder belongs to the space that is declared in it, whatever it is called',
    has: problem('spaces/human-resources/agents/new.yaml'),
    are: ['people'],
  },
  {
    why: 'the folder of a space that never could be read is called like it',
    has: problem('spaces/night/space.yaml'),
    are: ['night'],
  },
  {
    why: 'a space may be one file',
    has: problem('spaces/night.yaml'),
    are: ['night'],
  },
  {
    why: 'a file elsewhere belongs to all that it declared while it could be read',
    has: problem('everything.yaml'),
    are: ['ops', 'sales'],
  },
  {
    why: 'a space that is misspelt is looked for where the file is',
    has: problem('spaces/sales/agents/bot.yaml', 'Agent/slaes/bot'),
    are: ['sales', 'slaes'],
  },
  {
    why: 'a file of which nobody knows anything belongs to no space',
    has: problem('access/bindings.yaml'),
    are: [],
  },
] as const;
for (const { why, has, are } of table)
  test(why, () => assert.deepEqual(placeProblems([has], declared, '.')[0]?.spaces, are));

test('below a config path the folder counts from there, and the same folder elsewhere is nobody’s', () => {
  const problems = [problem('teams/config/spaces/night/space.yaml'), problem('spaces/night/space.yaml')];
  const placed = placeProblems(problems, [], '/teams/config/');
  assert.deepEqual(
    placed.map(({ spaces }) => spaces),
    [['night'], []],
  );
});

test('what keeps something from being applied comes first, each in the order of its place', () => {
  const warning = { ...problem('a.yaml'), severity: 'warning' } as const;
  const later = { ...problem('a.yaml'), line: 10 };
  const sorted = [warning, later, problem('b.yaml'), { ...problem('a.yaml'), line: 2 }].sort(worstFirst);
  assert.deepEqual(
    sorted.map(({ file, line, severity }) => `${severity} ${file}:${line}`),
    ['error a.yaml:2', 'error a.yaml:10', 'error b.yaml:1', 'warning a.yaml:1'],
  );
});
