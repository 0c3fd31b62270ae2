// Measures a server as people feel it: with sessions of its own, which it closes again whatever happens.

import type { SessionView } from '../../server/api/shapes/session.ts';
import type { TurnWithReplyView } from '../../server/api/shapes/turn.ts';
import type { Client } from '../client/client.ts';
import { replyOf, waitForState, waitForTurn } from '../client/wait.ts';
import { type Summary, summarise } from './summary.ts';

export interface BenchPlan {
  readonly space: string;
  readonly agent?: string;
  /** What is said to the agent each time. */
  readonly message: string;
  readonly sessions: number;
  /** To each session, one after the other; sessions beside each other. */
  readonly messages: number;
  readonly timeoutSeconds: number;
}

export interface BenchDeps {
  readonly server: Client;
  /** Milliseconds of a clock that only moves forward. */
  readonly elapsed: () => number;
  readonly say: (step: string) => void;
  readonly signal: AbortSignal;
}

export async function measureServer(plan: BenchPlan, deps: BenchDeps): Promise<readonly Summary[]> {
  const { server, say } = deps;
  const made: string[] = [];
  try {
    say(`creating ${plan.sessions} sessions`);
    const created = await each(plan.sessions, async () => timed(deps, () => create(plan, deps, made)));
    say('the first message to each, which starts its worker');
    const first = await each(plan.sessions, async (at) => timed(deps, () => talk(plan, deps, made[at])));
    say(`${plan.messages} messages to each`);
    const replies: number[] = [];
    await each(plan.sessions, async (at) => {
      for (let count = 0; count < plan.messages; count += 1)
        replies.push(await timed(deps, () => talk(plan, deps, made[at])));
    });
    const woken = async (verb: 'pause' | 'suspend', state: string): Promise<readonly number[]> => {
      say(`a message to each ${state} session`);
      return each(plan.sessions, async (at) => {
        await server.post(`sessions/${made[at] ?? ''}/${verb}`);
        await waitForState(server, made[at] ?? '', state, plan.timeoutSeconds, deps.signal);
        return timed(deps, () => talk(plan, deps, made[at]));
      });
    };
    const paused = await woken('pause', 'paused');
    const suspended = await woken('suspend', 'suspended');
    return [
      summarise('create → idle', created),
      summarise('first message → reply', first),
      summarise('message → reply', replies),
      summarise('message to a paused session → reply', paused),
      summarise('message to a suspended session → reply', suspended),
    ].filter((summary) => summary !== undefined);
  } finally {
    say('closing them');
    await Promise.allSettled(made.map((id) => server.request('DELETE', `sessions/${id}`)));
  }
}

async function create(plan: BenchPlan, { server, signal }: BenchDeps, made: string[]): Promise<void> {
  const { space, agent } = plan;
  const { id } = await server.post<SessionView>('sessions', {
    space,
    ...(agent === undefined ? {} : { agent }),
    metadata: { purpose: 'raworc bench' },
  });
  made.push(id);
  await waitForState(server, id, 'idle', plan.timeoutSeconds, signal);
}

/** Throws where the turn failed: a fast failure would look like a fast reply. */
async function talk(plan: BenchPlan, { server, signal }: BenchDeps, id: string | undefined): Promise<void> {
  signal.throwIfAborted();
  const content = { content: plan.message };
  const turn = await server.post<TurnWithReplyView>(`sessions/${id ?? ''}/messages`, content, { wait: 25 });
  replyOf(await waitForTurn(server, id ?? '', turn, plan.timeoutSeconds));
}

async function timed({ elapsed }: BenchDeps, work: () => Promise<void>): Promise<number> {
  const begun = elapsed();
  await work();
  return elapsed() - begun;
}

function each<T>(count: number, work: (at: number) => Promise<T>): Promise<readonly T[]> {
  return Promise.all(Array.from({ length: count }, (_, at) => work(at)));
}
