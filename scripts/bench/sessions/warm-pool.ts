// How long a session from a warm pool takes until it is idle, and its first message, beside one that is made when it is
// asked for: alternating, so that whatever else the machine does falls on both alike.

import type { TurnWithReplyView } from '../../../server/api/shapes/turn.ts';
import type { BenchDatabase } from '../databases.ts';
import type { Figure } from '../figure.ts';
import { median, quantile, timed } from '../measure.ts';
import { type BenchRuntime, benchSpace, echoSpace, startBenchRuntime } from './bench-runtime.ts';
import { closeSession, createIdle } from './one-session.ts';

const rounds = 20;
const warmUps = 3;
const pooledSpace = 'pooled';
const goalMs = 20;
const patienceSeconds = 60;

interface Times {
  readonly idle: number[];
  readonly firstMessage: number[];
}

async function live({ client }: BenchRuntime, space: string, times: Times | undefined): Promise<void> {
  const { ms: idle, result } = await timed(() => createIdle(client, space));
  const content = 'hello';
  const { ms: firstMessage } = await timed(() =>
    client.post<TurnWithReplyView>(`sessions/${result.id}/messages`, { content }, { wait: patienceSeconds }),
  );
  times?.idle.push(idle);
  times?.firstMessage.push(firstMessage);
  await closeSession(client, result.id);
}

async function measure(database: BenchDatabase): Promise<readonly Figure[]> {
  await using runtime = await startBenchRuntime(database, echoSpace(pooledSpace, ', sessions: { warm: 4 }'));
  const pooled: Times = { idle: [], firstMessage: [] };
  const cold: Times = { idle: [], firstMessage: [] };
  for (let round = -warmUps; round < rounds; round += 1) {
    // The pool is filled again while the other one starts, as it is while people do something else.
    await live(runtime, benchSpace, round < 0 ? undefined : cold);
    await live(runtime, pooledSpace, round < 0 ? undefined : pooled);
  }
  const { name, dialect } = database;
  const figure = (what: string, result: number, goal?: number): Figure => ({
    what,
    database: name,
    result,
    unit: 'ms',
    ...(goal === undefined ? {} : { goal }),
  });
  return [
    figure(
      'session from a warm pool, until the answer says idle',
      median(pooled.idle),
      dialect === 'sqlite' ? goalMs : undefined,
    ),
    figure('… 9 of 10', quantile(pooled.idle, 0.9)),
    figure('session without a pool, until idle', median(cold.idle)),
    figure('first message of one from the pool', median(pooled.firstMessage)),
    figure('first message of one without', median(cold.firstMessage)),
  ];
}

export async function measureWarmPool(databases: readonly BenchDatabase[]): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const database of databases) figures.push(...(await measure(database)));
  return figures;
}
