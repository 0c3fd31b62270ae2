// How long a cold session takes from its creation to `idle`, beside the bare engine's way to the same supervisor's first
// line: alternating, so that whatever else the machine does falls on all alike.

import type { Figure } from '../figure.ts';
import { median, timed } from '../measure.ts';
import type { BareEngine } from './bare-engine.ts';
import { type BenchRuntime, benchSpace } from './bench-runtime.ts';
import { closeSession, createIdle } from './one-session.ts';

const rounds = 15;

async function coldStart({ client }: BenchRuntime): Promise<number> {
  const { ms, result } = await timed(() => createIdle(client, benchSpace));
  await closeSession(client, result.id);
  return ms;
}

export async function measureStarting(
  runtimes: readonly BenchRuntime[],
  bare: BareEngine,
): Promise<readonly Figure[]> {
  const alone: number[] = [];
  const times = new Map<BenchRuntime, number[]>(runtimes.map((runtime) => [runtime, []]));
  // The first of each warms up what is made once per process.
  for (let round = 0; round <= rounds; round += 1) {
    const ms = await bare.firstLine();
    if (round > 0) alone.push(ms);
    for (const [runtime, taken] of times) {
      const started = await coldStart(runtime);
      if (round > 0) taken.push(started);
    }
  }
  return [
    { what: 'bare engine: create, start, first line', result: median(alone), unit: 'ms' },
    ...[...times].flatMap(([{ database }, taken]): readonly Figure[] => [
      {
        what: 'session from create to idle',
        database: database.name,
        result: median(taken),
        unit: 'ms',
      },
      {
        what: '… over the bare engine',
        database: database.name,
        result: median(taken) / median(alone),
        unit: '×',
        goal: 1.3,
      },
    ]),
  ];
}
