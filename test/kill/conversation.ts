// A session and somebody who talks in it: what was accepted is written down, and so is what the event stream told.

import { waitForState } from '../../cli/client/wait.ts';
import type { SessionView } from '../../server/api/shapes/session.ts';
import type { TurnWithReplyView } from '../../server/api/shapes/turn.ts';
import { RaworcError } from '../../state/model/errors.ts';
import { choreSpace } from './declared.ts';
import type { PatientClient } from './patient-client.ts';

export interface Accepted {
  readonly key: string;
  readonly turn: string;
  readonly fate: Fate;
  readonly hop?: Hop;
}

/** What is done to a turn: nothing; its container is killed while it may run; or it is taken back while it runs. */
export type Fate = 'answered' | 'bereaved' | 'cancelled';

/** What the agent does with it besides: it asks its colleague, or hands over to it. */
export type Hop = 'ask' | 'handoff';

export interface Conversation {
  readonly session: string;
  readonly accepted: readonly Accepted[];
  /** Resolves once it is accepted. */
  say(milliseconds: number, saying?: { readonly fate?: Fate; readonly hop?: Hop }): Promise<Accepted>;
  /** Resolves with the turn when it has ended, or as it stands when the time is over. */
  settle(accepted: Accepted, seconds: number): Promise<TurnWithReplyView>;
  /** Resolves with all that was accepted so far, when it has ended. */
  settleAll(): Promise<readonly Accepted[]>;
  /** Takes it back once it runs. */
  cancel(accepted: Accepted): Promise<void>;
  reach(state: string): Promise<SessionView>;
  /** Has it tried again where it could not start, until it is idle. */
  revive(): Promise<void>;
  /** Asks it of the idle session. */
  ask(request: 'pause' | 'suspend'): Promise<void>;
  /** Answers the fork's session; asked for once, whatever is asked again. */
  fork(key: string): Promise<string>;
  close(): Promise<void>;
  /** After its space went: resolves when it is idle in that one. */
  reopen(space: string): Promise<void>;
}

/** Longer than any turn, start and build together on a busy machine. */
const patienceSeconds = 120;

export async function openConversation(
  client: PatientClient,
  space: string,
  name: string,
): Promise<Conversation> {
  const { id } = await client.postOnce<SessionView>('sessions', name, { space });
  return joinConversation(client, { session: id, space, name });
}

/** Of a session that is there; nobody has talked in it under that name. */
export function joinConversation(
  client: PatientClient,
  { session: id, space, name }: { readonly session: string; readonly space: string; readonly name: string },
): Conversation {
  const accepted: Accepted[] = [];
  const reach: Conversation['reach'] = (state) =>
    client.act((server) => waitForState(server, id, state, patienceSeconds));
  const settle: Conversation['settle'] = ({ turn }, seconds) =>
    client.act((server) =>
      server.get<TurnWithReplyView>(`sessions/${id}/turns/${turn}`, { wait: Math.min(seconds, 60) }),
    );
  /** Undefined where the session's state does not allow it. */
  async function taken<T>(request: () => Promise<T>): Promise<{ readonly answer: T } | undefined> {
    try {
      return { answer: await request() };
    } catch (error) {
      if (error instanceof RaworcError && error.code === 'SESSION_STATE') return undefined;
      throw error;
    }
  }
  const post = (request: string) =>
    taken(() => client.act((server) => server.post(`sessions/${id}/${request}`)));
  return {
    session: id,
    accepted,
    reach,
    async say(milliseconds, { fate = 'answered', hop } = {}) {
      const key = `${name}-${accepted.length + 1}`;
      const content = [key, Math.round(milliseconds), ...(hop === undefined ? [] : [hop])].join(' ');
      const { id: turn } = await client.postOnce<TurnWithReplyView>(`sessions/${id}/messages`, key, {
        content,
        // Where its space has a model nobody is named, so that it is asked; but who hops is not who is hopped to.
        ...(space === choreSpace && hop === undefined ? {} : { agent: 'diary' }),
      });
      const said = { key, turn, fate, ...(hop === undefined ? {} : { hop }) };
      accepted.push(said);
      return said;
    },
    settle,
    async settleAll() {
      const all = [...accepted];
      for (const each of all) while (!hasEnded(await settle(each, 60)));
      return all;
    },
    async cancel(said) {
      while ((await settle(said, 0.1)).state === 'queued');
      await client.act((server) => server.post(`sessions/${id}/turns/${said.turn}/cancel`));
    },
    async ask(request) {
      // Where its space got a new image just then, it is on its way to another container.
      do await reach('idle');
      while ((await post(request)) === undefined);
    },
    async revive() {
      for (;;) {
        try {
          await reach('idle');
          return;
        } catch (error) {
          if (!(error instanceof RaworcError) || error.code !== 'SESSION_FAILED') throw error;
        }
        await post('retry');
      }
    },
    async fork(key) {
      for (;;) {
        await reach('idle,busy');
        const made = await taken(() => client.postOnce<SessionView>(`sessions/${id}/fork`, key, {}));
        if (made !== undefined) return made.answer.id;
      }
    },
    async reopen(into) {
      await client.act((server) => server.post(`sessions/${id}/reopen`, { space: into }));
      await reach('idle');
    },
    async close() {
      await client.act((server) => server.request('DELETE', `sessions/${id}`));
      await client.act((server) => waitForState(server, id, 'closed', patienceSeconds));
    },
  };
}

export function hasEnded({ state }: Pick<TurnWithReplyView, 'state'>): boolean {
  return state !== 'queued' && state !== 'running';
}
