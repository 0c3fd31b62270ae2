// How many turns a second 20 sessions take together, each with one message in flight, beside as many bare containers that
// repeat lines: what is left of the machine's speed when everything that is said is also kept. And the memory that each
// supervisor holds afterwards.

import type { TurnWithReplyView } from '../../../server/api/shapes/turn.ts';
import type { BenchDatabase } from '../databases.ts';
import type { Figure } from '../figure.ts';
import { median, timed } from '../measure.ts';
import { openBareEngine } from './bare-engine.ts';
import { type BenchRuntime, benchSpace, startBenchRuntime } from './bench-runtime.ts';
import { closeSession, createIdle } from './one-session.ts';

const sessions = 20;
const perSession = 30;
const rounds = 3;
const patienceSeconds = 60;
/** What one process has to do per second; only the embedded database has a goal, for the other is another process. */
const goal = 300;
/** 1,024 × 1,024 bytes. */
const memoryGoal = 12;

/** Each of them as often as that, one after the other; all of them at once. Answers how many a second that made. */
async function rateOf(works: readonly (() => Promise<unknown>)[], times: number): Promise<number> {
  const { ms } = await timed(() =>
    Promise.all(
      works.map(async (work) => {
        for (let time = 0; time < times; time += 1) await work();
      }),
    ),
  );
  return (works.length * times * 1000) / ms;
}

async function openSessions({ client }: BenchRuntime) {
  const ids: string[] = [];
  for (let count = 0; count < sessions; count += 1) ids.push((await createIdle(client, benchSpace)).id);
  const says = ids.map((id) => async () => {
    const body = { content: 'hello' };
    const { items } = await client.post<TurnWithReplyView>(`sessions/${id}/messages`, body, {
      wait: patienceSeconds,
    });
    if (items[0]?.content !== 'hello') throw new Error(`The session ${id} did not answer.`);
  });
  const close = async (): Promise<void> => {
    for (const id of ids) await closeSession(client, id);
  };
  return { ids, says, close };
}

/** Of process 1 of its container, as the kernel counts it. */
async function residentMemory({ client }: BenchRuntime, id: string): Promise<number> {
  const command = ['grep', 'VmRSS', '/proc/1/status'];
  const { stdout } = await client.post<{ readonly stdout: string }>(`sessions/${id}/exec`, { command });
  return Number(/\d+/.exec(stdout)?.[0]) / 1024;
}

export async function measureThroughput(databases: readonly BenchDatabase[]): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const database of databases) {
    await using undo = new AsyncDisposableStack();
    const runtime = undo.use(await startBenchRuntime(database));
    const bare = undo.use(await openBareEngine(runtime.session));
    const echoes: (() => Promise<number>)[] = [];
    for (let count = 0; count < sessions; count += 1) echoes.push(await bare.startEcho());
    const { ids, says, close } = await openSessions(runtime);
    undo.defer(close);
    // The first round of each warms up.
    const alone: number[] = [];
    const whole: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const lines = await rateOf(echoes, perSession);
      const turns = await rateOf(says, perSession);
      if (round === 0) continue;
      alone.push(lines);
      whole.push(turns);
    }
    const { name, dialect } = database;
    const memory = await Promise.all(ids.map((id) => residentMemory(runtime, id)));
    const figure = (what: string, result: number, held?: number): Figure => ({
      what,
      database: name,
      result,
      unit: '/s',
      ...(held === undefined ? {} : { goal: held }),
    });
    figures.push(
      figure(`lines through ${sessions} bare containers`, median(alone)),
      figure(
        `turns in ${sessions} sessions, one in flight in each`,
        median(whole),
        dialect === 'sqlite' ? goal : undefined,
      ),
      {
        what: 'resident memory of a supervisor after its turns, the largest',
        database: name,
        result: Math.max(...memory),
        unit: 'MB',
        goal: memoryGoal,
      },
    );
  }
  return figures;
}
