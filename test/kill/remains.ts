// Gathers what is left of a conversation: from the API, and from the workspace of its session.

import type { Engine } from '../../runtime/containers/engine.ts';
import { EngineError } from '../../runtime/containers/errors.ts';
import { labelsOfSession } from '../../runtime/sessions/names.ts';
import type { EventView } from '../../server/api/shapes/event.ts';
import type { MessageView } from '../../server/api/shapes/message.ts';
import type { TurnWithReplyView } from '../../server/api/shapes/turn.ts';
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
/** What `cat` says of a file that is absent. */
const NOT_THERE = 1;

export function createRemains(client: PatientClient, engine: Pick<Engine, 'containers'>): RemainsReader {
  const kept = new Map<string, readonly string[]>();

  /** Looks until it finds a container that lives for the look: its space's next image may take this one away. */
  async function readDiary({ session, reach }: Conversation): Promise<readonly string[]> {
    for (;;) {
      await reach('idle');
      const containers = await engine.containers.list(labelsOfSession(session as SessionId));
      const running = containers.find(({ state }) => state === 'running');
      const text = running === undefined ? undefined : await printFile(running.id, '/session/diary');
      if (text !== undefined) return text.split('\n').filter((line) => line !== '');
    }
  }

  /** Undefined where the container came to its end meanwhile. */
  async function printFile(container: string, path: string): Promise<string | undefined> {
    try {
      const { exitCode, stdout } = await engine.containers.exec(container, ['cat', path]);
      if (exitCode === NOT_THERE) return '';
      return exitCode === 0 ? stdout.toString() : undefined;
    } catch (thrown) {
      if (thrown instanceof EngineError) return undefined;
      throw thrown;
    }
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
    async keepDiary(conversation) {
      kept.set(conversation.session, await readDiary(conversation));
    },
    async of(conversation) {
      const { session, accepted } = conversation;
      const turns: TurnWithReplyView[] = [];
      for (const { turn } of accepted) {
        turns.push(await client.act((server) => server.get(`sessions/${session}/turns/${turn}`)));
      }
      return {
        session,
        accepted,
        turns,
        unfinished: (
          await client.act((server) => server.all(`sessions/${session}/turns`, { state: 'queued,running' }))
        ).length,
        messages: await client.act((server) => server.all<MessageView>(`sessions/${session}/messages`)),
        events: await eventsOf(session),
        diary: kept.get(session) ?? (await readDiary(conversation)),
      };
    },
  };
}
