// How long it takes to look at a thousand agents, every one of which runs as it is declared.

import type { BenchDatabase } from '../databases.ts';
import type { Figure } from '../figure.ts';
import { median } from '../measure.ts';
import { startDeclaredRuntime } from './declared-runtime.ts';

const agents = 1_000;
const rounds = 11;
const goalSeconds = 1;

async function measureOn(database: BenchDatabase): Promise<Figure> {
  await using runtime = await startDeclaredRuntime(database, agents);
  await runtime.declare();
  await runtime.converge();
  const taken: number[] = [];
  for (let round = 0; round < rounds; round += 1) taken.push(await runtime.reconcile());
  return {
    what: '1,000 agents, reconciled with nothing to do',
    database: database.name,
    result: median(taken) / 1000,
    unit: 's',
    goal: goalSeconds,
  };
}

export async function measureReconciling(databases: readonly BenchDatabase[]): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const database of databases) figures.push(await measureOn(database));
  return figures;
}
