// A session and somebody who talks in it: what was accepted is written down, and so is what the event stream told.

import type { SessionView, TurnAnswer } from '../../cli/client/answers.ts';
import { waitForState } from '../../cli/client/wait.ts';
import { RaworcError } from '../../state/model/errors.ts';
import { choreSpace } from './declared.ts';
import type { PatientClient } from './patient-client.ts';

export interface Accepted {
  readonly key: string;
  readonly turn: string;
  readonly fate: Fate;
}

/** What is done to a turn: nothing; its container is killed while it may run; or it is taken back while it runs. */
export type Fate = 'answered' | 'bereaved' | 'cancelled';

export interface Conversation {
  readonly session: string;
  readonly accepted: readonly Accepted[];
  /** Resolves once it is accepted. */
  say(milliseconds: number, fate?: Fate): Promise<Accepted>;
  /** Resolves with the turn when it has ended, or as it stands when the time is over. */
  settle(accepted: Accepted, seconds: number): Promise<TurnAnswer>;
  /** Takes it back once it runs. */
  cancel(accepted: Accepted): Promise<void>;
  reach(state: string): Promise<SessionView>;
  /** Has it tried again where it could not start, until it is idle. */
  revive(): Promise<void>;
  /** Asks it of the idle session. */
  ask(request: 'pause' | 'suspend'): Promise<void>;
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
  const reach: Conversation['reach'] = (state) =>
    client.act((server) => waitForState(server, id, state, patienceSeconds));
  const settle: Conversation['settle'] = ({ turn }, seconds) =>
    client.act((server) =>
      server.get<TurnAnswer>(`sessions/${id}/turns/${turn}`, { wait: Math.min(seconds, 60) }),
    );
  /** False where the session's state does not allow it. */
  async function isTaken(request: string): Promise<boolean> {
    try {
      await client.act((server) => server.post(`sessions/${id}/${request}`));
      return true;
    } catch (error) {
      if (error instanceof RaworcError && error.code === 'SESSION_STATE') return false;
      throw error;
    }
  }
  return {
    session: id,
    accepted,
    reach,
    async say(milliseconds, fate = 'answered') {
      const key = `${name}-${accepted.length + 1}`;
      const content = `${key} ${Math.round(milliseconds)}`;
      const { id: turn } = await client.postOnce<TurnAnswer>(`sessions/${id}/messages`, key, {
        content,
        // Where its space has a model nobody is named, so that it is asked.
        ...(space === choreSpace ? {} : { agent: 'diary' }),
      });
      const said = { key, turn, fate };
      accepted.push(said);
      return said;
    },
    settle,
    async cancel(said) {
      while ((await settle(said, 0.1)).state === 'queued');
      await client.act((server) => server.post(`sessions/${id}/turns/${said.turn}/cancel`));
    },
    async ask(request) {
      // Where its space got a new image just then, it is on its way to another container.
      do await reach('idle');
      while (!(await isTaken(request)));
    },
    async revive() {
      for (;;) {
        try {
          await reach('idle');
          return;
        } catch (error) {
          if (!(error instanceof RaworcError) || error.code !== 'SESSION_FAILED') throw error;
        }
        await isTaken('retry');
      }
    },
    async close() {
      await client.act((server) => server.request('DELETE', `sessions/${id}`));
      await client.act((server) => waitForState(server, id, 'closed', patienceSeconds));
    },
  };
}
