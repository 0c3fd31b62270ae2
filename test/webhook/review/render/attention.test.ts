import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { warnings } from '../../../../webhook/review/render/attention.ts';
import type { ShownChange } from '../../../../webhook/review/render/view.ts';
import { change, side } from './view-of.ts';

const space = (before: Record<string, unknown> | null, after: Record<string, unknown> | null) =>
  change({
    kind: 'Space',
    name: 'sales',
    before: before === null ? null : side(before),
    after: after === null ? null : side(after, 7),
  });
const of = (
  kind: ShownChange['kind'],
  before: Record<string, unknown> | null,
  after: Record<string, unknown> | null,
) =>
  change({
    kind,
    name: 'x',
    before: before === null ? null : side(before),
    after: after === null ? null : side(after),
  });

const cases: readonly (readonly [why: string, change: ShownChange, expected: RegExp | undefined])[] = [
  [
    'what is removed is gone for people',
    { ...space({}, null), sessions: 3 },
    /removed\*\* and with it 3 open sessions/,
  ],
  [
    'a brake that would hold is said before the merge',
    { ...space({}, null), brake: 'it closes 1 session' },
    /waits for a confirmation/,
  ],
  [
    'a way out of the container is a way out for data',
    space({ network: { egress: 'none' } }, { network: { egress: 'internet' } }),
    /reach the internet/,
  ],
  [
    'a network that is closed endangers nobody',
    space({ network: { egress: 'internet' } }, { network: { egress: 'none' } }),
    undefined,
  ],
  [
    'more memory for one is less for others',
    space({ resources: { memory: '512Mi' } }, { resources: { memory: '1Gi' } }),
    /`resources.memory` is raised from `512Mi` to `1Gi`/,
  ],
  [
    'sizes are compared as sizes, not as text',
    space({ resources: { memory: '1Gi' } }, { resources: { memory: '512Mi' } }),
    undefined,
  ],
  [
    'a weaker sandbox is a weaker promise',
    space({ isolation: 'kata' }, { isolation: 'runc' }),
    /isolation is lowered from `kata` to `runc`/,
  ],
  [
    'a loosened brake deletes without asking',
    space({ prune: 'confirm' }, { prune: 'auto' }),
    /delete brake is loosened/,
  ],
  ['a tightened brake endangers nobody', space({ prune: 'auto' }, { prune: 'never' }), undefined],
  [
    'an agent that may read a secret can tell it',
    of('Agent', { secrets: ['A'] }, { secrets: ['A', 'B'] }),
    /given secrets: `B`/,
  ],
  [
    'who is told what happens hears the ends of logs too',
    space({ notifications: [] }, { notifications: [{ type: 'webhook', url: 'https://evil.example/' }] }),
    /what happens in it is told to `https:\/\/evil\.example\/`/,
  ],
  [
    'a secret that leads to who is told, or signs it, is used in another way than it was',
    space(
      { notifications: [{ type: 'slack', urlSecret: 'A' }] },
      { notifications: [{ type: 'slack', urlSecret: 'A', signingSecret: 'B' }] },
    ),
    /notifications use secrets: `B`/,
  ],
  [
    'who was told before is no news',
    space(
      { notifications: [{ type: 'slack', urlSecret: 'A' }] },
      { notifications: [{ type: 'slack', urlSecret: 'A', events: ['BuildFailed'] }] },
    ),
    undefined,
  ],
  [
    'code from elsewhere is other people’s code',
    of('Agent', { source: { repo: 'o/a' } }, { source: { repo: 'evil/a' } }),
    /comes from `evil\/a` instead of `o\/a`/,
  ],
  ['a sealed text says nothing by itself', of('Secret', { sealed: 'AAA' }, { sealed: 'BBB' }), /resealed/],
  [
    'a role that allows more is what reviews are for',
    of(
      'Role',
      { rules: [{ kinds: ['Session'], verbs: ['get'] }] },
      { rules: [{ kinds: ['Session'], verbs: ['get', 'delete'] }] },
    ),
    /widens permissions: delete on Session/,
  ],
  [
    'a name that falls away opens all names',
    of(
      'Role',
      { rules: [{ kinds: ['Agent'], verbs: ['get'], names: ['a'] }] },
      { rules: [{ kinds: ['Agent'], verbs: ['get'] }] },
    ),
    /get on Agent/,
  ],
  [
    'a role that allows less endangers nobody',
    of(
      'Role',
      { rules: [{ kinds: ['*'], verbs: ['*'] }] },
      { rules: [{ kinds: ['Agent'], verbs: ['get'] }] },
    ),
    undefined,
  ],
  [
    'who is bound newly can do more',
    of(
      'RoleBinding',
      { role: 'r', spaces: ['a'], subjects: [{ account: 'eve' }] },
      { role: 'r', spaces: ['a'], subjects: [{ account: 'eve' }, { account: 'bob' }] },
    ),
    /account bob gets r in a/,
  ],
  [
    'another space is more for everybody bound',
    of(
      'RoleBinding',
      { role: 'r', spaces: ['a'], subjects: [{ account: 'eve' }] },
      { role: 'r', spaces: ['a', 'b'], subjects: [{ account: 'eve' }] },
    ),
    /account eve gets r in b/,
  ],
];

describe('what needs attention', () => {
  for (const [why, given, expected] of cases) {
    test(why, () => {
      const [first] = warnings({ changes: [given] });
      if (expected === undefined) assert.equal(first, undefined);
      else assert.match(first?.text ?? '', expected);
    });
  }

  test('is shown where it stands, and on a removal where it stood', () => {
    assert.deepEqual(
      warnings({ changes: [space({}, null), space({ prune: 'confirm' }, { prune: 'auto' })] }).map((one) => [
        one.side,
        one.position?.line,
      ]),
      [
        ['base', 1],
        ['head', 7],
      ],
    );
  });
});
