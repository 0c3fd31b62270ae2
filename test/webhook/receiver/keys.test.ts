// What has to be looked at after which hint.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Hint } from '../../../webhook/receiver/hint.ts';
import { keysOf, type Registered } from '../../../webhook/receiver/keys.ts';
import { registeredOf } from '../../../webhook/receiver/registered-repositories.ts';

const registered: Registered = registeredOf(
  { location: 'https://github.com/Team/Config', ref: 'main' },
  [
    { path: 'agents/own', update: 'auto' },
    { repo: 'team/head', path: '.', update: 'auto' },
    { repo: 'github.com/team/branch', ref: 'stable', path: '.', update: 'auto' },
    { repo: 'https://github.com/Team/Branch.git', ref: 'refs/heads/next', path: '.', update: 'auto' },
    { repo: 'team/tag', ref: 'v1.2.0', path: '.', update: 'auto' },
    { repo: 'team/versions', semver: '^1.2', path: '.', update: 'pullRequest' },
    { repo: 'team/pinned', ref: 'a'.repeat(40), path: '.', update: 'auto' },
    { repo: 'team/config', ref: 'agents', path: '.', update: 'auto' },
    { repo: 'gitlab.com/team/elsewhere', path: '.', update: 'auto' },
    { repo: '/srv/git/local', path: '.', update: 'auto' },
  ],
  'github.com',
);

const push = (repo: string, ref: string, more: Partial<Extract<Hint, { type: 'push' }>> = {}): Hint => ({
  type: 'push',
  repo,
  ref,
  defaultBranch: 'main',
  isLarge: false,
  ...more,
});
const source = (name: string) => `source/https://github.com/team/${name}`;
const commit = 'c'.repeat(40);

const table: readonly (readonly [why: string, hint: Hint, keys: readonly string[]])[] = [
  ['the followed branch moved', push('team/config', 'refs/heads/main'), ['config']],
  ['GitHub ignores case in names', push('TEAM/CONFIG', 'refs/heads/main'), ['config']],
  ['nobody follows that branch', push('team/config', 'refs/heads/feature'), []],
  ['a tag is called like the branch', push('team/config', 'refs/tags/main'), ['config']],
  ['an agent is on another branch of it', push('team/config', 'refs/heads/agents'), [source('config')]],
  [
    'GitHub lists only some of the commits',
    push('team/config', 'refs/heads/main', { isLarge: true }),
    ['everything'],
  ],
  ['a large push where nobody looks', push('team/config', 'refs/heads/x', { isLarge: true }), []],
  ['no ref follows the default branch', push('team/head', 'refs/heads/main'), [source('head')]],
  [
    'the default branch has another name',
    push('team/head', 'refs/heads/trunk', { defaultBranch: 'trunk' }),
    [source('head')],
  ],
  ['it is not the default branch', push('team/head', 'refs/heads/feature'), []],
  [
    'unknown which one is the default branch',
    push('team/head', 'refs/heads/x', { defaultBranch: null }),
    [source('head')],
  ],
  ['a tag is no branch', push('team/head', 'refs/tags/main'), []],
  ['one of two followed branches', push('team/branch', 'refs/heads/stable'), [source('branch')]],
  ['the other, under its full name', push('team/branch', 'refs/heads/next'), [source('branch')]],
  ['the default branch, which nobody follows', push('team/branch', 'refs/heads/main'), []],
  ['a followed tag', push('team/tag', 'refs/tags/v1.2.0'), [source('tag')]],
  ['another tag', push('team/tag', 'refs/tags/v1.3.0'), []],
  ['any tag may be the highest version', push('team/versions', 'refs/tags/v1.3.0'), [source('versions')]],
  ['a version is no branch', push('team/versions', 'refs/heads/main'), []],
  ['a commit never moves', push('team/pinned', 'refs/heads/main'), []],
  ['a repository on another host', push('team/elsewhere', 'refs/heads/main'), []],
  ['a repository that nobody registered', push('stranger/config', 'refs/heads/main'), []],
  ['a pull request', { type: 'pull', repo: 'Team/config', number: 3 }, ['pull/3']],
  [
    'a pull request to an agent, under the name that the configuration uses',
    { type: 'pull', repo: 'TEAM/Branch', number: 3 },
    ['source-pull/team/branch#3'],
  ],
  ['a stranger’s pull request', { type: 'pull', repo: 'stranger/x', number: 3 }, []],
  ['an approval', { type: 'approval', repo: 'team/config', number: 3 }, ['pull/3']],
  [
    'an approval of an agent’s code is none of a plan',
    { type: 'approval', repo: 'team/head', number: 3 },
    [],
  ],
  ['a merge queue', { type: 'merge-group', repo: 'team/config', commit }, [`merge-group/${commit}`]],
  ['an agent’s merge queue', { type: 'merge-group', repo: 'team/head', commit }, []],
  [
    'a check of two pull requests',
    { type: 'check', repo: 'team/config', commit, pulls: [3, 4, 3] },
    ['pull/3', 'pull/4'],
  ],
  [
    'a check of a fork’s commit',
    { type: 'check', repo: 'team/config', commit, pulls: [] },
    [`merge-group/${commit}`],
  ],
  ['a check elsewhere', { type: 'check', repo: 'team/head', commit, pulls: [3] }, []],
  ['a command', { type: 'command', repo: 'team/config', number: 3, comment: 99 }, ['comment/99#3']],
  ['a command elsewhere', { type: 'command', repo: 'team/head', number: 3, comment: 99 }, []],
  ['an installation', { type: 'installation' }, ['installation']],
  ['somebody who joined a team', { type: 'people' }, ['people']],
  ['nothing', { type: 'nothing', because: 'ping' }, []],
];

describe('the keys of a hint', () => {
  for (const [why, hint, keys] of table) {
    it(`are ${keys.length === 0 ? 'none' : keys.join(' and ')}, because: ${why}`, () => {
      assert.deepEqual(keysOf(hint, registered), keys);
    });
  }

  it('are none where the configuration is on this machine, because GitHub knows nothing of it', () => {
    const local = registeredOf({ location: '/srv/config' }, [], 'github.com');
    assert.deepEqual(keysOf(push('team/config', 'refs/heads/main'), local), []);
  });

  it('follow the host of an Enterprise server, because github.com’s repositories of that name are others', () => {
    const sources = [{ repo: 'https://git.example.com/team/agent', path: '.', update: 'auto' as const }];
    const own = registeredOf({ location: 'team/config' }, sources, 'git.example.com');
    assert.equal(own.config, undefined);
    assert.deepEqual(keysOf(push('team/agent', 'refs/heads/main'), own), [
      'source/https://git.example.com/team/agent',
    ]);
  });
});
