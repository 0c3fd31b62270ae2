// Gathers what is left of a conversation: from the API, and from the workspace of its session.

import type { EventView, MessageView, TurnAnswer } from '../../cli/client/answers.ts';
import type { Engine } from '../../runtime/containers/engine.ts';
import { labelsOfSession } from '../../runtime/sessions/names.ts';
import type { SessionId } from '../../state/model/ids.ts';
import type { Conversation } from './conversation.ts';
import type { PatientClient } from './patient-client.ts';
import type { Remains } from './verify.ts';

export interface RemainsReader {
  /** Reads the diary before the workspace goes. */
  keepDiary(conversation: Conversation): Promise<void>;
  of(conversation: Conversation): Promise<Remains>;
}

const eventsPerPage = 1000;

export function createRemains(client: PatientClient, engine: Pick<Engine, 'containers'>): RemainsReader {
  const kept = new Map<string, readonly string[]>();

  async function readDiary(session: string): Promise<readonly string[] | undefined> {
    const containers = await engine.containers.list(labelsOfSession(session as SessionId));
    const running = containers.find(({ state }) => state === 'running');
    if (running === undefined) return undefined;
    const { stdout } = await engine.containers.exec(running.id, ['cat', '/session/diary']);
    return stdout
      .toString()
      .split('\n')
      .filter((line) => line !== '');
  }

  async function eventsOf(session: string): Promise<readonly EventView[]> {
    const events: EventView[] = [];
    for (;;) {
      const query = { after: events.at(-1)?.seq ?? 0, limit: eventsPerPage };
      const { items } = await client.act((server) =>
        server.get<{ readonly items: readonly EventView[] }>(`sessions/${session}/events`, query),
      );
      if (items.length === 0) return events;
      events.push(...items);
    }
  }

  return {
    async keepDiary({ session }) {
      const diary = await readDiary(session);
      if (diary !== undefined) kept.set(session, diary);
    },
    async of({ session, accepted }) {
      const turns: TurnAnswer[] = [];
      for (const { turn } of accepted) {
        turns.push(await client.act((server) => server.get(`sessions/${session}/turns/${turn}`)));
      }
      return {
        session,
        accepted,
        turns,
        messages: await client.act((server) => server.all<MessageView>(`sessions/${session}/messages`)),
        events: await eventsOf(session),
        diary: kept.get(session) ?? (await readDiary(session)),
      };
    },
  };
}
