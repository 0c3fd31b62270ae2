// A session's stored and streamed events as server-sent events.

import type { LoggedEvent, StreamedDelta } from '../../../state/model/session-event.ts';
import { badRequest } from '../errors.ts';
import type { ServerSentEvent } from '../server-sent-events.ts';
import { showEvent } from './event.ts';

/** Only stored events have an id: a reader that comes back with `Last-Event-ID` misses none of them. */
export function showStreamed(event: LoggedEvent | StreamedDelta): ServerSentEvent {
  if ('seq' in event) return { id: String(event.seq), event: event.type, data: showEvent(event) };
  return { event: event.type, data: event.data };
}

/** The turn that an event speaks of, and the one that asked for it. */
export function turnsOf({ data }: LoggedEvent | StreamedDelta): {
  readonly own: string | undefined;
  readonly asking: string | undefined;
} {
  return {
    own: 'turn_id' in data ? data.turn_id : undefined,
    asking: 'parent_turn_id' in data ? data.parent_turn_id : undefined,
  };
}

/** The number after which a reader wants to have the log. */
export function startAfter(lastEventId: unknown, after: number | undefined): number {
  if (typeof lastEventId !== 'string') return after ?? 0;
  const seq = Number(lastEventId);
  if (!Number.isSafeInteger(seq) || seq < 0)
    throw badRequest('Last-Event-ID has to be the number of an event.');
  return seq;
}
