// How long a message to a session that sleeps takes until its reply: paused, which only has to go on, and suspended, which
// needs a container and a worker again. Beside the bare engine's way to a first line, alternating.

import { waitForState } from '../../../cli/client/wait.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import type { TurnWithReplyView } from '../../../server/api/shapes/turn.ts';
import type { BenchDatabase } from '../databases.ts';
import type { Figure } from '../figure.ts';
import { median, timed } from '../measure.ts';
import { openBareEngine } from './bare-engine.ts';
import { type BenchRuntime, benchSpace, startBenchRuntime } from './bench-runtime.ts';
import { closeSession, createIdle } from './one-session.ts';

const rounds = 15;
const patienceSeconds = 60;
const pausedGoalMs = 40;
/** Times what the engine and the worker take by themselves. */
const suspendedGoal = 1.3;

async function say({ client }: BenchRuntime, id: string): Promise<number> {
  const { ms, result } = await timed(() =>
    client.post<TurnWithReplyView>(
      `sessions/${id}/messages`,
      { content: 'hello' },
      { wait: patienceSeconds },
    ),
  );
  if (result.items[0]?.content !== 'hello') throw new Error(`The session ${id} did not answer.`);
  return ms;
}

async function sleep({ client }: BenchRuntime, id: string, how: 'pause' | 'suspend'): Promise<void> {
  await client.post<SessionView>(`sessions/${id}/${how}`);
  await waitForState(client, id, how === 'pause' ? 'paused' : 'suspended', patienceSeconds);
}

async function measure(database: BenchDatabase): Promise<readonly Figure[]> {
  await using undo = new AsyncDisposableStack();
  const runtime = undo.use(await startBenchRuntime(database));
  const bare = undo.use(await openBareEngine(runtime.session));
  const { client } = runtime;
  const { id } = await createIdle(client, benchSpace);
  undo.defer(() => closeSession(client, id));
  const times = {
    bare: [] as number[],
    worker: [] as number[],
    awake: [] as number[],
    paused: [] as number[],
    suspended: [] as number[],
  };
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    const engine = await bare.firstLine();
    // What a worker takes to start: the first message of a session over any later one.
    const fresh = await createIdle(client, benchSpace);
    const first = await say(runtime, fresh.id);
    const second = await say(runtime, fresh.id);
    await closeSession(client, fresh.id);
    const awake = await say(runtime, id);
    await sleep(runtime, id, 'pause');
    const paused = await say(runtime, id);
    await sleep(runtime, id, 'suspend');
    const suspended = await say(runtime, id);
    if (round === 0) continue;
    times.bare.push(engine);
    times.worker.push(Math.max(0, first - second));
    times.awake.push(awake);
    times.paused.push(paused);
    times.suspended.push(suspended);
  }
  const { name } = database;
  const ms = (what: string, result: number): Figure => ({ what, database: name, result, unit: 'ms' });
  const alone = median(times.bare) + median(times.worker);
  return [
    ms('bare engine: create, start, first line', median(times.bare)),
    ms("a worker's start, within the first message", median(times.worker)),
    ms('message and reply, awake', median(times.awake)),
    { ...ms('message to a paused session, until its reply', median(times.paused)), goal: pausedGoalMs },
    ms('message to a suspended session, until its reply', median(times.suspended)),
    {
      what: '… over engine and worker by themselves',
      database: name,
      result: median(times.suspended) / alone,
      unit: '×',
      goal: suspendedGoal,
    },
  ];
}

export async function measureWaking(databases: readonly BenchDatabase[]): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const database of databases) figures.push(...(await measure(database)));
  return figures;
}
