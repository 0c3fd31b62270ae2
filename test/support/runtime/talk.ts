// A person in a test: opens a session, says something, and gets the reply or the reason why there is none.

import { replyOf, waitForState, waitForTurn } from '../../../cli/client/wait.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import type { TurnWithReplyView } from '../../../server/api/shapes/turn.ts';
import type { RealRuntime } from './real-runtime.ts';

const patienceSeconds = 60;

/** Resolves with the id of a session that is ready. */
export async function openSession({ client }: RealRuntime, space: string): Promise<string> {
  const { id } = await client.post<SessionView>('sessions', { space });
  await waitForState(client, id, 'idle', patienceSeconds);
  return id;
}

/** Resolves with the turn once it has ended, well or not. */
export async function say(
  { client }: RealRuntime,
  session: string,
  agent: string,
  content: string,
): Promise<TurnWithReplyView> {
  const turn = await client.post<TurnWithReplyView>(
    `sessions/${session}/messages`,
    { content, agent },
    { wait: 20 },
  );
  return waitForTurn(client, session, turn, patienceSeconds);
}

/** Resolves with the reply; rejects with the turn's error. */
export async function ask(
  runtime: RealRuntime,
  session: string,
  agent: string,
  content: string,
): Promise<string> {
  return replyOf(await say(runtime, session, agent, content));
}
