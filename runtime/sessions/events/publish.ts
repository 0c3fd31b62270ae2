// Tells this process what was just committed to a session's log.

import type { SessionId } from '../../../state/model/ids.ts';
import type { LoggedEvent } from '../../../state/model/session-event.ts';
import type { SessionBus } from './bus.ts';
import type { Partials } from './partials.ts';

export type Publish = (id: SessionId, events: readonly LoggedEvent[]) => void;

export function createPublish(bus: SessionBus, partials: Partials): Publish {
  return function publish(id, events) {
    bus.events.tell(id, events);
    for (const { type, data } of events) {
      if (type === 'agent.message') partials.end(id, data.turn_id);
      if (type !== 'turn.failed') continue;
      partials.end(id, data.turn_id);
      bus.turnEnds.tell(data.turn_id, undefined);
    }
  };
}
