// What Prometheus is told: names and types that its own checker accepts, numbers that follow what happened, and no more series
// than a metrics store can bear.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createMetrics } from '../../../server/telemetry/metrics/create-metrics.ts';
import { DAY_MS, dayOf, HOUR_MS } from '../../../state/model/amounts.ts';
import type { Usage } from '../../../state/model/turn.ts';
import { openStore } from '../../../state/store/open.ts';
import type { UsageRow } from '../../../state/store/usage.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { promtool } from '../../support/machine/promtool.ts';
import { aSession, aSpace, aTask } from '../../support/rows.ts';
import { aSample, aUsage } from '../../support/usage.ts';

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
  await store.spaces.insert(aSpace({ name: 'bounded', spec: { budgets: { day: { turns: 5 } } } }));
  const { meter } = metrics;
  meter({ type: 'reconciled', prefix: 'space', outcome: 'done', ms: 12 });
  meter({ type: 'task', kind: 'turn', outcome: 'done', ms: 12 });
  meter({ type: 'built', what: 'layer', outcome: 'failed', ms: 12_000 });
  meter({ type: 'turn', outcome: 'done', space: 'sales', waitedMs: 3, firstDeltaMs: 5, ms: 9 });
  meter({ type: 'reported', space: 'sales', usage: { input_tokens: 7, output_tokens: 5, cost: 0.25 } });
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

test('the first failure is an increase, or the alert for it would only know of the second', async () => {
  const { metrics, value } = await setUp();
  const series = 'raworc_build_duration_seconds_count{kind="layer",outcome="failed"}';
  assert.equal(await value(series), 0);
  metrics.meter({ type: 'built', what: 'layer', outcome: 'failed', ms: 5 });
  assert.equal(await value(series), 1);
  assert.equal(await value('raworc_task_duration_seconds_count{kind="notify",outcome="failed"}'), 0);
});

test('tokens and costs are those that agents report, by space, and costs of each currency for themselves', async () => {
  const { metrics, value } = await setUp();
  const report = (usage: Usage) => metrics.meter({ type: 'reported', space: 'sales', usage });
  report({ input_tokens: 100, output_tokens: 20, cost: 0.5 });
  report({ input_tokens: 1, cost: 0.25, currency: 'USD' });
  report({ cost: 3, currency: 'EUR' });
  assert.equal(await value('raworc_tokens_total{space="sales",kind="input"}'), 101);
  assert.equal(await value('raworc_tokens_total{space="sales",kind="output"}'), 20);
  assert.equal(await value('raworc_cost_total{space="sales",currency="USD"}'), 0.75);
  assert.equal(await value('raworc_cost_total{space="sales",currency="EUR"}'), 3);
});

test('agents that make up currencies don’t make series without end', async () => {
  const { metrics } = await setUp();
  const letters = Array.from({ length: 16 }, (_, at) => String.fromCharCode(65 + at));
  for (const letter of letters)
    metrics.meter({ type: 'reported', space: 'sales', usage: { cost: 1, currency: `X${letter}X` } });
  const series = (await metrics.render()).match(/^raworc_cost_total\{/gm)?.length;
  assert.equal(series, 9);
});

test('a space shows what its sessions hold: who is suspended has a workspace and no memory', async () => {
  const { store, value } = await setUp();
  for (const state of ['idle', 'suspended', 'closed'] as const) {
    const session = aSession({ space: 'sales', state });
    await store.sessions.insert(session);
    await store.samples.put([aSample({ sessionId: session.id, memory: 1000, disk: 70 })]);
  }
  assert.equal(await value('raworc_space_memory_bytes{space="sales"}'), 1000);
  assert.equal(await value('raworc_space_disk_bytes{space="sales"}'), 140);
});

/** As it would stand there: turns of an hour. */
const spending = (hour: number, fields: Partial<UsageRow>) => aUsage({ space: 'sales', hour, ...fields });

test('a budget shows how much of it is used, and a new day or a raised limit shows at once', async () => {
  const { store, clock, value } = await setUp();
  const today = dayOf(clock.now()) + DAY_MS;
  await clock.advance(today + 3 * HOUR_MS - clock.now());
  const budgets = { day: { turns: 10, wallTime: 'never' }, month: { cost: 2, tokens: 1000 } };
  await store.spaces.insert(aSpace({ name: 'sales', spec: { budgets } }));
  await store.spaces.insert(aSpace({ name: 'free' }));
  const paid = { currency: 'USD', costMicros: 500_000 };
  await store.usage.add([
    spending(today - HOUR_MS, { turns: 100, inputTokens: 100, outputTokens: 50, ...paid }),
    spending(today, { turns: 3, ...paid }),
    spending(today + 3 * HOUR_MS, { turns: 1 }),
  ]);
  const ratio = (period: string, limit: string) =>
    value(`raworc_space_budget_used_ratio{space="sales",period="${period}",limit="${limit}"}`);
  assert.equal(await ratio('day', 'turns'), 0.4);
  assert.equal(await ratio('day', 'wallTime'), undefined, 'what has no limit has no share');
  assert.equal(await ratio('month', 'cost'), 0.5);
  assert.equal(await ratio('month', 'tokens'), 0.15);
  await store.usage.add([spending(today + 3 * HOUR_MS, { turns: 2 })]);
  assert.equal(await ratio('day', 'turns'), 0.6, 'what happens now is seen now');
  await clock.advance(2 * HOUR_MS);
  assert.equal(await ratio('day', 'turns'), 0.6, 'and stays when its hour is over');
  await store.spaces.update('sales', { spec: { budgets: { day: { turns: 60 } } } }, clock.now());
  assert.equal(await ratio('day', 'turns'), 0.1);
  assert.equal(await ratio('month', 'cost'), undefined);
  await clock.advance(DAY_MS);
  assert.equal(await ratio('day', 'turns'), 0);
});

test('it is seen how many sessions a budget has stopped, and those that a person paused are not among them', async () => {
  const { store, value } = await setUp();
  for (const reason of ['BudgetReached', 'BudgetReached', 'Paused'])
    await store.sessions.insert(aSession({ space: 'sales', state: 'paused', reason }));
  await store.sessions.insert(aSession({ space: 'sales', state: 'closed', reason: 'BudgetReached' }));
  assert.equal(await value('raworc_sessions_paused_by_budget{space="sales"}'), 2);
});

test('a large installation is asked as few questions as a small one', async () => {
  const { store, value } = await setUp();
  const count = async () => (await value('raworc_store_statement_duration_seconds_count')) ?? 0;
  /** Rendering counts the statements that went before it. */
  async function statements(): Promise<number> {
    const before = await count();
    return (await count()) - before;
  }
  async function grow(spaces: number): Promise<void> {
    for (let at = 0; at < spaces; at += 1) {
      const budgets = { day: { turns: 10 }, month: { tokens: 10 } };
      const { name } = aSpace();
      await store.spaces.insert(aSpace({ name, spec: { budgets } }));
      const session = aSession({ space: name, state: 'idle' });
      await store.sessions.insert(session);
      await store.samples.put([aSample({ sessionId: session.id })]);
    }
    await value('up');
  }
  await grow(1);
  const few = await statements();
  await grow(300);
  assert.equal(await statements(), few);
  assert.ok(few < 15, String(few));
});
