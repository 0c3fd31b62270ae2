// The plan by tables: what differs becomes an action with its reason, in one order.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { plan } from '../../../reconciler/plan/plan.ts';
import { renderPlan, summary } from '../../../reconciler/plan/render.ts';
import type { Desired, Observed } from '../../../reconciler/plan/desired.ts';
import {
  agentSpec,
  desired,
  desiredAgent,
  desiredSpace,
  observed,
  observedAgent,
  observedSpace,
  spaceSpec,
} from './declared.ts';
import { aSchedule } from '../../support/schedules.ts';

const hash = (text: string) => `hash of ${text}`;
const lines = (from: Desired, to: Observed) =>
  plan(from, to, hash).actions.map((action) => {
    const brake = 'brake' in action && action.brake !== undefined ? ' !' : '';
    return `${action.type} ${action.name}: ${action.reason}${action.sessions > 0 ? ` (${action.sessions})` : ''}${brake}`;
  });

interface Case {
  readonly why: string;
  readonly desired: Desired;
  readonly observed: Observed;
  readonly actions: readonly string[];
}

const quietSpec = { ...spaceSpec, description: 'new' };
const memorySpec = { ...spaceSpec, resources: { ...spaceSpec.resources, memory: '1Gi' } };

const cases: readonly Case[] = [
  {
    why: 'nothing desired and nothing there is nothing to do',
    desired: desired([], []),
    observed: observed([], []),
    actions: [],
  },
  {
    why: 'a new space comes before its network, its agents, their layers and its image',
    desired: desired([desiredSpace('b')], [desiredAgent('b', 'z'), desiredAgent('b', 'a')]),
    observed: observed([], []),
    actions: [
      'create b: declared',
      'make-network b: egress is internet',
      'create a: source commit-',
      'create z: source commit-',
      'build-layer a: source tree tree1',
      'build-layer z: source tree tree1',
      'build-image b: its first',
    ],
  },
  {
    why: 'a changed source names both commits and rolls the sessions that run',
    desired: desired([desiredSpace('b')], [desiredAgent('b', 'a', 'tree2', { commit: '9bc2d01ffff' })]),
    observed: observed(
      [observedSpace('b', { openSessions: 3 })],
      [observedAgent('b', 'a', 'tree1', { sourceCommit: '1f3a9bcffff' })],
    ),
    actions: [
      'update a: source 1f3a9bc → 9bc2d01 (3)',
      'build-layer a: source tree tree2',
      'build-image b: its agents changed',
      'roll-session b: they move to the new state as soon as they are idle (3)',
    ],
  },
  {
    why: 'a new commit with the same tree changes nothing that runs',
    desired: desired([desiredSpace('b')], [desiredAgent('b', 'a', 'tree1', { commit: 'other' })]),
    observed: observed([observedSpace('b')], [observedAgent('b', 'a')]),
    actions: [],
  },
  {
    why: 'a field is named by its path, and limits reach the sessions that run',
    desired: desired([desiredSpace('b', memorySpec)], []),
    observed: observed([observedSpace('b', { openSessions: 1 })], []),
    actions: [
      'update b: spec changed: resources.memory (1)',
      'roll-session b: they move to the new state as soon as they are idle (1)',
    ],
  },
  {
    why: 'a description disturbs nobody',
    desired: desired([desiredSpace('b', quietSpec)], []),
    observed: observed([observedSpace('b', { openSessions: 1 })], []),
    actions: ['update b: spec changed: description'],
  },
  {
    why: 'the purpose of an agent is read where it routes, so no session moves',
    desired: desired(
      [desiredSpace('b')],
      [desiredAgent('b', 'a', 'tree1', { spec: { ...agentSpec, purpose: 'x' } })],
    ),
    observed: observed([observedSpace('b', { openSessions: 1 })], [observedAgent('b', 'a')]),
    actions: ['update a: spec changed: purpose'],
  },
  {
    why: 'a schedule sends messages and changes nothing in what runs, so no session moves',
    desired: desired(
      [desiredSpace('b')],
      [desiredAgent('b', 'a', 'tree1', { spec: { ...agentSpec, schedules: [aSchedule()] } })],
    ),
    observed: observed([observedSpace('b', { openSessions: 1 })], [observedAgent('b', 'a')]),
    actions: ['update a: spec changed: schedules'],
  },
  {
    why: 'removals come last and in reverse: sessions, agents, network, space',
    desired: desired(
      [desiredSpace('c')],
      [desiredAgent('c', 'x'), desiredAgent('c', 'y'), desiredAgent('c', 'z')],
    ),
    observed: observed(
      [observedSpace('b'), observedSpace('c')],
      [
        observedAgent('b', 'a'),
        observedAgent('b', 'd'),
        observedAgent('c', 'x'),
        observedAgent('c', 'y'),
        observedAgent('c', 'z'),
      ],
    ),
    actions: [
      'remove d: not declared any more',
      'remove a: not declared any more',
      'remove-network b: its space is removed',
      'remove b: not declared any more',
    ],
  },
  {
    why: 'nothing is removed while a file is unreadable, for what is missing may only have moved',
    desired: desired([desiredSpace('b')], [], { pruneSuspended: true }),
    observed: observed([observedSpace('b')], [observedAgent('b', 'a')]),
    actions: [],
  },
  {
    why: 'what a problem speaks of is declared, if badly',
    desired: desired([desiredSpace('b')], [], { protectedNames: new Set(['Agent/b/a']) }),
    observed: observed([observedSpace('b')], [observedAgent('b', 'a')]),
    actions: [],
  },
  {
    why: 'what is being removed already is no news',
    desired: desired([], []),
    observed: observed(
      [observedSpace('b', { removing: true })],
      [observedAgent('b', 'a', 't', { removing: true })],
    ),
    actions: [],
  },
  {
    why: 'what is declared again while it is being removed is taken back',
    desired: desired([desiredSpace('b')], []),
    observed: observed([observedSpace('b', { removing: true })], []),
    actions: ['update b: declared again'],
  },
];

for (const { why, desired: from, observed: to, actions } of cases) {
  test(why, () => {
    assert.deepEqual(lines(from, to), actions);
  });
}

test('the review hash knows no sessions and no order, for it is made again after the merge', () => {
  const before = [observedAgent('b', 'a'), observedAgent('b', 'c')];
  const after = [desiredAgent('b', 'a', 'tree2'), desiredAgent('b', 'c', 'tree2')];
  const hashes = (sessions: number, agents: typeof after) =>
    plan(
      desired([desiredSpace('b')], agents),
      observed([observedSpace('b', { openSessions: sessions })], before),
      hash,
    ).reviewHashes;
  assert.deepEqual(hashes(0, after), hashes(7, after.toReversed()));
  assert.notDeepEqual(hashes(0, after), hashes(0, after.slice(0, 1)));
});

test('inside the config repository the tree is reviewed, since the merge makes another commit', () => {
  const hashes = (commit: string) =>
    plan(
      desired([desiredSpace('b')], [desiredAgent('b', 'a', 'tree2', { inConfig: true, commit })]),
      observed([observedSpace('b')], [observedAgent('b', 'a')]),
      hash,
    ).reviewHashes;
  assert.deepEqual(hashes('of the branch'), hashes('of the merge'));
});

test('a plan prints itself with symbols, reasons, positions and a summary', () => {
  const value = plan(
    desired([desiredSpace('b')], [desiredAgent('b', 'a', 'tree2', { commit: '9bc2d01ffff' })]),
    observed(
      [observedSpace('b', { openSessions: 4 }), observedSpace('c', { openSessions: 1 })],
      [observedAgent('b', 'a', 'tree1', { sourceCommit: '1f3a9bcffff' })],
    ),
    hash,
  );
  assert.equal(summary(value), '~1 -1 ↻1 · 5 running sessions affected');
  const text = renderPlan(value);
  assert.match(text, /~ Agent\/b\/a +source 1f3a9bc → 9bc2d01 +a\.yaml:1/u);
  assert.match(
    text,
    /- Space\/c .*\n +waits, because it would close 1 session and, in the end, delete its workspace/u,
  );
  assert.match(text, /raworc confirm c --plan hash of/u);
  assert.equal(renderPlan(plan(desired([], []), observed([], []), hash)), 'Nothing to do.');
});

test('each colour is asked of the caller, since a log has none', () => {
  const value = plan(desired([desiredSpace('b')], []), observed([], []), hash);
  assert.match(
    renderPlan(value, (text, tone) => `<${tone}>${text}</>`),
    /<strong>Space b<\/>\n {2}<add>\+<\/>/u,
  );
});
