// A session and somebody who talks in it: what was accepted is written down, and so is what the event stream told.

import type { SessionView, TurnAnswer } from '../../cli/client/answers.ts';
import { waitForState } from '../../cli/client/wait.ts';
import type { PatientClient } from './patient-client.ts';

export interface Accepted {
  readonly key: string;
  readonly turn: string;
  /** The container was killed while it may have run. */
  readonly wasBereaved: boolean;
}

export interface Conversation {
  readonly session: string;
  readonly accepted: readonly Accepted[];
  /** Resolves once it is accepted. */
  say(milliseconds: number, options?: { readonly isBereaved?: boolean }): Promise<Accepted>;
  /** Resolves with the turn when it has ended, or as it stands when the time is over. */
  settle(accepted: Accepted, seconds: number): Promise<TurnAnswer>;
  reach(state: string): Promise<SessionView>;
  ask(request: 'pause' | 'suspend' | 'resume'): Promise<void>;
  close(): Promise<void>;
}

/** Longer than any turn, start and build together on a busy machine. */
const patienceSeconds = 120;

export async function openConversation(
  client: PatientClient,
  space: string,
  name: string,
): Promise<Conversation> {
  const { id } = await client.postOnce<SessionView>('sessions', name, { space });
  const accepted: Accepted[] = [];
  return {
    session: id,
    accepted,
    async say(milliseconds, { isBereaved = false } = {}) {
      const key = `${name}-${accepted.length + 1}`;
      const content = `${key} ${Math.round(milliseconds)}`;
      const { id: turn } = await client.postOnce<TurnAnswer>(`sessions/${id}/messages`, key, {
        content,
        agent: 'diary',
      });
      const said = { key, turn, wasBereaved: isBereaved };
      accepted.push(said);
      return said;
    },
    settle: ({ turn }, seconds) =>
      client.act((server) =>
        server.get<TurnAnswer>(`sessions/${id}/turns/${turn}`, { wait: Math.min(seconds, 60) }),
      ),
    reach: (state) => client.act((server) => waitForState(server, id, state, patienceSeconds)),
    async ask(request) {
      await client.act((server) => server.post(`sessions/${id}/${request}`));
    },
    async close() {
      await client.act((server) => server.request('DELETE', `sessions/${id}`));
      await client.act((server) => waitForState(server, id, 'closed', patienceSeconds));
    },
  };
}
