// How quickly the API answers while ten thousand agents are read for the first time, written down and applied, while
// commits touch ten of them, and while everything is looked at and nothing is to be done.

import { setTimeout as delay } from 'node:timers/promises';
import type { BenchDatabase } from '../databases.ts';
import type { Figure } from '../figure.ts';
import { median, quantile, timed } from '../measure.ts';
import { startAsking } from './asking.ts';
import { startDeclaredRuntime } from './declared-runtime.ts';

const agents = 10_000;
const touched = 10;
const touches = 5;
const looks = 10;
const quietMs = 5_000;
const goalMs = 50;

async function measureOn(database: BenchDatabase): Promise<readonly Figure[]> {
  await using runtime = await startDeclaredRuntime(database, agents);
  const { client } = runtime;
  await using asking = startAsking(runtime.access);

  const figures: Figure[] = [];
  /** The answers' times while that was done, and how long it took at the median, in milliseconds. */
  async function meanwhile(what: string, times: number, work: () => Promise<number>): Promise<void> {
    const taken: number[] = [];
    await asking.take();
    for (let time = 0; time < times; time += 1) taken.push(await work());
    figures.push(
      { what, database: database.name, result: median(taken) / 1000, unit: 's' },
      p99('… and the API’s answers meanwhile, 99 of 100', await asking.take()),
    );
  }
  const p99 = (what: string, taken: readonly number[]): Figure => ({
    what,
    database: database.name,
    result: quantile(taken, 0.99),
    unit: 'ms',
    goal: goalMs,
  });

  await runtime.converge();
  await runtime.declare();
  await meanwhile('10,000 agents, cold, until they are written down', 1, async () => {
    return (await timed(() => client.post('sync', {}))).ms;
  });
  await meanwhile('… until they run on an engine that has their images', 1, async () => {
    return (await timed(() => runtime.converge())).ms;
  });
  await meanwhile('… after a commit that touches 10, until they run', touches, async () => {
    await runtime.touch(touched);
    return (await timed(() => runtime.converge())).ms;
  });
  await meanwhile('… reconciled with nothing to do', looks, () => runtime.reconcile());
  await asking.take();
  await delay(quietMs);
  const quiet = await asking.take();
  const { goal: _, ...beside } = p99('the API’s answers while nothing is done, 99 of 100', quiet);
  return [...figures, beside];
}

export async function measureApiMeanwhile(databases: readonly BenchDatabase[]): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const database of databases) figures.push(...(await measureOn(database)));
  return figures;
}
