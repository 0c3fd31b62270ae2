// Tells this process what was just committed to a session's log.

import { noMeter, type Meter } from '../../../state/model/measurement.ts';
import { isLastOfTurn, type LoggedEvent } from '../../../state/model/session-event.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { SessionBus } from './bus.ts';
import type { Partials } from './partials.ts';
import { createTurnTimes } from './turn-times.ts';

export type Publish = (row: Pick<SessionRow, 'id' | 'space'>, events: readonly LoggedEvent[]) => void;

export function createPublish(bus: SessionBus, partials: Partials, meter: Meter = noMeter): Publish {
  const times = createTurnTimes();
  return function publish({ id, space }, events) {
    bus.events.tell(id, events);
    for (const event of events) {
      const firstDeltaAt = isLastOfTurn(event) ? partials.firstAt(id, event.data.turn_id) : null;
      const turn = times.hear(space, event, firstDeltaAt);
      if (turn !== undefined) meter(turn);
      if (!isLastOfTurn(event)) continue;
      const { turn_id } = event.data;
      partials.end(id, turn_id);
      if (event.type === 'turn.failed') bus.turnEnds.tell(turn_id, undefined);
    }
  };
}
