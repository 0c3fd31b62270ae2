// What sessions cost, on each database.

import type { BenchDatabase } from '../databases.ts';
import type { Figure } from '../figure.ts';
import { openBareEngine } from './bare-engine.ts';
import { type BenchRuntime, startBenchRuntime } from './bench-runtime.ts';
import { measureStarting } from './starting.ts';
import { measureTalking } from './talking.ts';

export async function measureSessions(databases: readonly BenchDatabase[]): Promise<readonly Figure[]> {
  await using undo = new AsyncDisposableStack();
  const runtimes: BenchRuntime[] = [];
  for (const database of databases) runtimes.push(undo.use(await startBenchRuntime(database)));
  const [first] = runtimes;
  if (first === undefined) return [];
  const bare = undo.use(await openBareEngine(first.session));
  return [...(await measureStarting(runtimes, bare)), ...(await measureTalking(runtimes, bare))];
}
