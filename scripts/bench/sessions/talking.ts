// A message's way through API, database, link and agent and back, beside a line that a bare container repeats:
// alternating again.

import { waitForState } from '../../../cli/client/wait.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import type { TurnWithReplyView } from '../../../server/api/shapes/turn.ts';
import type { BenchDatabase } from '../databases.ts';
import type { Figure } from '../figure.ts';
import { median, quantile, timed } from '../measure.ts';
import type { BareEngine } from './bare-engine.ts';
import { type BenchRuntime, benchSpace } from './bench-runtime.ts';

const rounds = 300;
const warmUps = 50;
const patienceSeconds = 60;
const goals: Readonly<Record<BenchDatabase['dialect'], number>> = { sqlite: 3, mysql: 6 };

/** Answers how long one message takes, in milliseconds. */
async function openTalk({ client }: BenchRuntime): Promise<() => Promise<number>> {
  const { id } = await client.post<SessionView>('sessions', { space: benchSpace });
  await waitForState(client, id, 'idle', patienceSeconds);
  return async () => {
    const { ms, result } = await timed(() =>
      client.post<TurnWithReplyView>(
        `sessions/${id}/messages`,
        { content: 'hello' },
        { wait: patienceSeconds },
      ),
    );
    if (result.items[0]?.content !== 'hello') throw new Error(`The reply is ${JSON.stringify(result)}.`);
    return ms;
  };
}

export async function measureTalking(
  runtimes: readonly BenchRuntime[],
  bare: BareEngine,
): Promise<readonly Figure[]> {
  const repeatLine = await bare.startEcho();
  const alone: number[] = [];
  const talks: {
    readonly runtime: BenchRuntime;
    readonly say: () => Promise<number>;
    readonly taken: number[];
  }[] = [];
  for (const runtime of runtimes) talks.push({ runtime, say: await openTalk(runtime), taken: [] });
  for (let round = -warmUps; round < rounds; round += 1) {
    const ms = await repeatLine();
    if (round >= 0) alone.push(ms);
    for (const { say, taken } of talks) {
      const whole = await say();
      if (round >= 0) taken.push(whole);
    }
  }
  return [
    { what: 'bare echo of a line through the same attachment', result: median(alone), unit: 'ms' },
    ...talks.flatMap(({ runtime: { database }, taken }): readonly Figure[] => [
      {
        what: 'message and reply over that, median',
        database: database.name,
        result: median(taken) - median(alone),
        unit: 'ms',
        goal: goals[database.dialect],
      },
      { what: '… 99 of 100', database: database.name, result: quantile(taken, 0.99), unit: 'ms' },
    ]),
  ];
}
