// What looking at 200 sessions costs, as a part of one core: the same server with the same containers computes for some
// time without looking and for as long while it looks, and the difference of both is what looking costs.

import { setTimeout as delay } from 'node:timers/promises';
import { SAMPLE_MS } from '../../../runtime/sessions/usage/sampler.ts';
import type { BenchDatabase } from '../databases.ts';
import type { Figure } from '../figure.ts';
import { type BenchRuntime, echoSpace, startBenchRuntime } from '../sessions/bench-runtime.ts';
import { createIdle } from '../sessions/one-session.ts';
import { type Party, processorTimes, type ProcessorTimes } from './processor-time.ts';

const space = 'looked-at';
const sessions = 200;
const goal = 5;
/** Several rounds of the pace that is measured, and of what a server does besides. */
const windowMs = 60_000;
/** A server that began just now attaches itself and reads what there is; that is not meant. */
const settleMs = 20_000;
/** Sessions at rest are looked at four times as seldom; so these are looked at as often as those that work. */
const pace = `${SAMPLE_MS / 4}ms`;

const parties: readonly Party[] = ['runtime', 'supervisors', 'engine', 'database'];

/** Percent of one core for each. */
async function computing(runtime: BenchRuntime): Promise<ProcessorTimes> {
  await delay(settleMs);
  const [began, before] = [performance.now(), processorTimes(runtime.pid)];
  await delay(windowMs);
  const [elapsed, after] = [performance.now() - began, processorTimes(runtime.pid)];
  const part = (party: Party) => ((after[party] - before[party]) * 100) / elapsed;
  return Object.fromEntries(parties.map((party) => [party, part(party)])) as Record<Party, number>;
}

async function countLooks({ client }: BenchRuntime, since: number): Promise<number> {
  const { items } = await client.get<{ readonly items: readonly Looked[] }>('top?limit=500');
  return items.filter(({ at }) => Date.parse(at) >= since).length;
}

interface Looked {
  readonly at: string;
}

async function measure(database: BenchDatabase): Promise<readonly Figure[]> {
  const more = ', sessions: { max: 200, idle: { pauseAfter: never, suspendAfter: never } }';
  await using runtime = await startBenchRuntime(database, echoSpace(space, more));
  for (let count = 0; count < sessions; count += 1) await createIdle(runtime.client, space);
  await runtime.restart({ RAWORC_SAMPLE_PERIOD: 'never' });
  const without = await computing(runtime);
  await runtime.restart({ RAWORC_SAMPLE_PERIOD: pace });
  const began = Date.now();
  const looking = await computing(runtime);
  const looked = await countLooks(runtime, began);
  if (looked < sessions) throw new Error(`Only ${looked} of ${sessions} sessions were looked at.`);
  const cost = (party: Party) => looking[party] - without[party];
  const figure = (what: string, result: number): Figure => ({
    what: `looking at ${sessions} sessions: ${what}`,
    database: database.name,
    result,
    unit: '%',
  });
  return [
    ...parties.map((party) => figure(party, cost(party))),
    {
      ...figure(
        'together, of one core',
        parties.reduce((sum, party) => sum + cost(party), 0),
      ),
      goal,
    },
  ];
}

export async function measureSampling(databases: readonly BenchDatabase[]): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const database of databases) figures.push(...(await measure(database)));
  return figures;
}
