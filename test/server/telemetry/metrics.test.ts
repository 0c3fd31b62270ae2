// What Prometheus is told: names and types that its own checker accepts, numbers that follow what happened, and no more series
// than a metrics store can bear.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createMetrics } from '../../../server/telemetry/metrics/create-metrics.ts';
import { openStore } from '../../../state/store/open.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { promtool } from '../../support/machine/promtool.ts';
import { aSession, aSpace, aTask } from '../../support/rows.ts';

async function setUp() {
  const metrics = createMetrics({ version: '1.2.3' });
  const store = await openStore('sqlite::memory:', { random: randomBytes, meter: metrics.meter });
  const clock = createManualClock();
  metrics.lookUpIn({
    store,
    clock,
    quotas: () => [{ identity: 'token', resource: 'core', limit: 5000, remaining: 4321 }],
    deliveries: () => new Map([['accepted', 3]]),
  });
  /** The value of a series, as it is written: `name{label="value"}`. */
  const value = async (series: string): Promise<number | undefined> => {
    const line = (await metrics.render()).split('\n').find((each) => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length));
  };
  return { metrics, store, clock, value };
}

test('Prometheus’ own checker finds nothing to say, also about what has only just happened', async () => {
  const { metrics, store } = await setUp();
  await store.spaces.insert(aSpace({ name: 'sales' }));
  await store.sessions.insert(aSession({ space: 'sales', state: 'idle' }));
  await store.tasks.insert(aTask());
  const { meter } = metrics;
  meter({ type: 'reconciled', prefix: 'space', outcome: 'done', ms: 12 });
  meter({ type: 'task', kind: 'turn', outcome: 'done', ms: 12 });
  meter({ type: 'built', what: 'layer', outcome: 'failed', ms: 12_000 });
  meter({ type: 'turn', outcome: 'done', space: 'sales', waitedMs: 3, firstDeltaMs: 5, ms: 9 });
  meter({ type: 'created', space: 'sales', from: 'pool' });
  meter({ type: 'drift-repaired', space: 'sales', count: 2 });
  const { code, output } = await promtool(['check', 'metrics'], await metrics.render());
  assert.deepEqual({ code, output }, { code: 0, output: '' });
});

test('what is in the store is told as it is now, and what is gone is not told any more', async () => {
  const { store, value } = await setUp();
  const session = aSession({ space: 'sales', state: 'idle' });
  await store.sessions.insert(session);
  await store.sessions.insert(aSession({ space: 'sales', state: 'idle', warm: true }));
  assert.equal(await value('raworc_sessions{space="sales",state="idle"}'), 1);
  assert.equal(await value('raworc_sessions_ahead{space="sales",state="idle"}'), 1);
  await store.sessions.change(session.id, session, { state: 'paused' });
  assert.equal(await value('raworc_sessions{space="sales",state="idle"}'), undefined);
  assert.equal(await value('raworc_sessions{space="sales",state="paused"}'), 1);
  assert.equal(await value('raworc_github_rate_limit_remaining{identity="token",resource="core"}'), 4321);
  assert.equal(await value('raworc_webhook_deliveries_total{outcome="accepted"}'), 3);
});

test('a jam of tasks shows by its age', async () => {
  const { store, clock, value } = await setUp();
  await store.tasks.insert(aTask({ runAt: clock.now() }));
  await clock.advance(42_000);
  assert.equal(await value('raworc_tasks_oldest_due_seconds{kind="turn"}'), 42);
  assert.equal(await value('raworc_tasks_due{kind="turn"}'), 1);
});

test('every statement of the database is timed, for a slow one slows everything', async () => {
  const { store, value } = await setUp();
  const before = (await value('raworc_store_statement_duration_seconds_count')) ?? 0;
  await store.spaces.list();
  assert.ok(((await value('raworc_store_statement_duration_seconds_count')) ?? 0) > before);
});

test('of thousands of spaces only some have series of their own, or the metrics would grow without end', async () => {
  const { metrics, value } = await setUp();
  for (let at = 0; at < 1000; at += 1) metrics.meter({ type: 'created', space: `space-${at}`, from: 'new' });
  const series = (await metrics.render()).match(/^raworc_sessions_created_total\{/gm)?.length;
  assert.equal(series, 201);
  assert.equal(await value('raworc_sessions_created_total{space="_others",origin="new"}'), 800);
});
