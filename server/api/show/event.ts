// A session's stored event as the API shows it.

import type { LoggedEvent } from '../../../state/model/session-event.ts';
import type { EventView } from '../shapes/event.ts';
import { time } from './time.ts';

export const showEvent = (event: LoggedEvent): EventView => ({
  seq: event.seq,
  type: event.type,
  at: time(event.at),
  by: event.by,
  data: { ...event.data },
});
