// What somebody sees first: how each space stands, and that what changes is told and nothing else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SpaceStatus, StatusSummary } from '../../../../reconciler/loop/control.ts';
import { createLiveOverview, type LiveOverviewDeps } from '../../../../server/api/overview/live-overview.ts';
import { sessionsBySpace, standingOf } from '../../../../server/api/overview/overview.ts';
import type { Overview, OverviewChange } from '../../../../server/api/shapes/overview.ts';
import type { Condition } from '../../../../state/model/condition.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { aSpace } from '../../../support/rows.ts';

const condition = (
  type: Condition['type'],
  status: Condition['status'] = 'True',
  reason = 'Because',
): Condition => ({ type, status, reason, message: 'It is so.', changedAt: 1 });

const table = [
  { why: 'what runs as declared is ready', has: [condition('Ready')], is: 'ready' },
  {
    why: 'what somebody holds is well, and not as Git says',
    has: [condition('Ready'), condition('Held')],
    is: 'held',
  },
  {
    why: 'what waits for a person comes before everything else',
    has: [condition('Ready', 'False'), condition('Stalled')],
    is: 'stalled',
  },
  {
    why: 'an approval that is missing waits for a person too, however well the old state runs',
    has: [condition('Ready'), condition('ReviewRequired')],
    is: 'stalled',
  },
  {
    why: 'what is tried again has failed',
    has: [condition('Ready', 'False'), condition('Reconciling', 'True', 'Retrying')],
    is: 'failing',
  },
  {
    why: 'what is built has not failed',
    has: [condition('Ready', 'Unknown'), condition('Reconciling', 'True', 'Building')],
    is: 'progressing',
  },
] as const;
for (const { why, has, is } of table) test(why, () => assert.equal(standingOf(has), is));

test('sessions made ahead are nobody’s, and are not counted', () => {
  const counts = sessionsBySpace([
    { space: 'a', state: 'idle', warm: false, count: 2 },
    { space: 'a', state: 'idle', warm: true, count: 5 },
    { space: 'a', state: 'busy', warm: false, count: 1 },
  ]);
  assert.deepEqual(counts.get('a'), { idle: 2, busy: 1 });
});

const namesIn = (part: Overview | OverviewChange | undefined) => part?.spaces.map(({ name }) => name);

function setUp() {
  const clock = createManualClock();
  const spaces = new Map<string, SpaceStatus>();
  let reads = 0;
  let reviews = 'open.1.1';
  const put = (name: string, conditions: readonly Condition[]): void => {
    spaces.set(name, { ...aSpace({ name }), sessions: 0, agents: [], conditions });
  };
  const config = { conditions: [condition('Ready')], problems: [], checkedAt: 1 } as unknown;
  const deps: LiveOverviewDeps = {
    reconciler: {
      status: () => {
        reads += 1;
        return Promise.resolve({ config, spaces: [...spaces.values()], kept: [] } as StatusSummary);
      },
    },
    sessions: { countByState: () => Promise.resolve([]) },
    reviews: { version: () => Promise.resolve(reviews) },
    clock,
  };
  return {
    clock,
    spaces,
    put,
    live: createLiveOverview(deps),
    reads: () => reads,
    review: (version: string) => (reviews = version),
  };
}

test('who watches gets all once, then only what changed and the names of what is gone', async () => {
  const { clock, spaces, put, live } = setUp();
  put('a', [condition('Ready')]);
  put('b', [condition('Ready')]);
  const leaving = new AbortController();
  const parts = live.watch(leaving.signal)[Symbol.asyncIterator]();
  const first = (await parts.next()).value;
  assert.deepEqual(namesIn(first), ['a', 'b']);

  const next = parts.next();
  put('b', [condition('Ready', 'False')]);
  spaces.delete('a');
  await clock.advance(1_000);
  const change = (await next).value;
  assert.ok(change !== undefined && 'gone' in change);
  assert.deepEqual(namesIn(change), ['b']);
  assert.deepEqual(change.gone, ['a']);
  assert.equal('config' in change, false);
  assert.equal('reviews' in change, false);
  leaving.abort();
});

test('however many watch, it is read once, and while nobody does it is not read', async () => {
  const { clock, live, reads } = setUp();
  assert.equal(reads(), 0);
  const leaving = new AbortController();
  const watchers = [1, 2, 3].map(() => live.watch(leaving.signal)[Symbol.asyncIterator]());
  await Promise.all(watchers.map((watcher) => watcher.next()));
  assert.equal(reads(), 1);
  leaving.abort();
  await clock.advance(10_000);
  assert.equal(reads(), 1);
});

test('that a review changed is told and nothing of it, not even how many there are: not everybody may see them', async () => {
  const { clock, live, review } = setUp();
  const leaving = new AbortController();
  const parts = live.watch(leaving.signal)[Symbol.asyncIterator]();
  const first = (await parts.next()).value;
  assert.ok(first?.reviews !== undefined);
  assert.doesNotMatch(first.reviews, /open/);
  const next = parts.next();
  review('open.2.3');
  await clock.advance(1_000);
  const change = (await next).value;
  assert.deepEqual(Object.keys(change ?? {}), ['reviews', 'spaces', 'gone']);
  assert.notEqual(change?.reviews, first.reviews);
  leaving.abort();
});
