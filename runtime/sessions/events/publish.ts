// Tells this process what was just committed to a session's log.

import type { SessionId } from '../../../state/model/ids.ts';
import { isLastOfTurn, type LoggedEvent } from '../../../state/model/session-event.ts';
import type { SessionBus } from './bus.ts';
import type { Partials } from './partials.ts';

export type Publish = (id: SessionId, events: readonly LoggedEvent[]) => void;

export function createPublish(bus: SessionBus, partials: Partials): Publish {
  return function publish(id, events) {
    bus.events.tell(id, events);
    for (const event of events) {
      if (!isLastOfTurn(event)) continue;
      const { turn_id } = event.data;
      partials.end(id, turn_id);
      if (event.type === 'turn.failed') bus.turnEnds.tell(turn_id, undefined);
    }
  };
}
