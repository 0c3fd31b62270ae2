// Tells this process what was just committed to a session's log.

import type { SessionId } from '../../../state/model/ids.ts';
import type { AgentMessageEvent, LoggedEvent } from '../../../state/model/session-event.ts';
import type { MessageRow } from '../../../state/store/messages.ts';
import { parseMessageId } from '../../../state/model/ids.ts';
import type { SessionBus } from './bus.ts';
import type { Partials } from './partials.ts';

export type Publish = (id: SessionId, events: readonly LoggedEvent[]) => void;

export function createPublish(bus: SessionBus, partials: Partials): Publish {
  return function publish(id, events) {
    bus.events.tell(id, events);
    for (const event of events) {
      if (event.type !== 'agent.message' && event.type !== 'turn.failed') continue;
      const { turn_id: turn } = event.data;
      partials.end(id, turn);
      bus.turnEnds.tell(turn, event.type === 'agent.message' ? replyOf(id, event) : undefined);
    }
  };
}

/** The message as the store has it, so that whoever waits for it need not read it. */
function replyOf(
  sessionId: SessionId,
  { data, at }: AgentMessageEvent & LoggedEvent,
): MessageRow | undefined {
  const id = parseMessageId(data.message_id);
  if (id === undefined) return undefined;
  const { turn_id: turnId, agent, content } = data;
  return { id, sessionId, turnId, role: 'agent', agent, content, metadata: {}, createdAt: at };
}
