// How long turns waited and ran, from what their sessions' logs say as it is committed here. A turn whose beginning another
// process wrote is counted without its times.

import type { TurnId } from '../../../state/model/ids.ts';
import type { MeasurementOf } from '../../../state/model/measurement.ts';
import { isLastOfTurn, type LoggedEvent } from '../../../state/model/session-event.ts';

export interface TurnTimes {
  /** Answers what is to be counted, where the event is the last of a turn that nobody goes on with. */
  hear(space: string, event: LoggedEvent, firstDeltaAt: number | null): MeasurementOf<'turn'> | undefined;
}

/** Turns that other processes end are never heard of again; of so many the oldest is forgotten. */
const MOST_KEPT = 10_000;

interface Times {
  readonly acceptedAt: number | null;
  readonly startedAt: number | null;
}

export function createTurnTimes(): TurnTimes {
  const turns = new Map<TurnId, Times>();

  function keep(turn: TurnId, times: Times): void {
    turns.set(turn, times);
    if (turns.size <= MOST_KEPT) return;
    const [oldest] = turns.keys();
    if (oldest !== undefined) turns.delete(oldest);
  }

  return {
    hear(space, event, firstDeltaAt) {
      if (event.type === 'user.message') {
        keep(event.data.turn_id, { acceptedAt: event.at, startedAt: null });
        return undefined;
      }
      if (event.type === 'turn.started') {
        const { turn_id: turn } = event.data;
        keep(turn, { acceptedAt: turns.get(turn)?.acceptedAt ?? null, startedAt: event.at });
        return undefined;
      }
      if (!isLastOfTurn(event)) return undefined;
      const { turn_id: turn } = event.data;
      const { acceptedAt = null, startedAt = null } = turns.get(turn) ?? {};
      turns.delete(turn);
      if (event.type === 'turn.handed_over') return undefined;
      return {
        type: 'turn',
        outcome: event.type === 'turn.failed' ? 'failed' : 'done',
        space,
        waitedMs: between(acceptedAt, startedAt),
        firstDeltaMs: between(startedAt, firstDeltaAt),
        ms: between(startedAt, event.at),
      };
    },
  };
}

function between(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : Math.max(0, to - from);
}
