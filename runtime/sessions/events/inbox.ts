// What a slow reader has not taken yet, bounded: when there is too much of it, it is dropped. What is stored is then read
// from the store, and of what is only streamed the reader is given all so far.

import type { LoggedEvent, SessionEventType, StreamedDelta } from '../../../state/model/session-event.ts';
import type { Told } from './bus.ts';

const MOST_WAITING = 1000;
/** UTF-16 units of all that waits. */
const MOST_TEXT = 1024 * 1024;

type Item = LoggedEvent | StreamedDelta;

export interface Inbox {
  put(told: Told): void;
  /** The next thing told, or undefined where nothing waits. */
  take(): Item | undefined;
  /** True once after something was dropped: all that waits is dropped too then. */
  hasLost(): boolean;
  /** Resolves when something was put or the wait is over. */
  readonly arrival: () => Promise<void>;
}

export function createInbox(): Inbox {
  let items: Item[] = [];
  let text = 0;
  let lost = false;
  let arrived = Promise.withResolvers<void>();

  function drop(): void {
    items = [];
    text = 0;
  }

  return {
    put(told) {
      const more = Array.isArray(told) ? (told as readonly LoggedEvent[]) : [told as StreamedDelta];
      items.push(...more);
      for (const item of more) text += lengthOf(item);
      if (items.length > MOST_WAITING || text > MOST_TEXT) {
        drop();
        lost = true;
      }
      arrived.resolve();
    },
    take() {
      const item = items.shift();
      if (item !== undefined) text -= lengthOf(item);
      return item;
    },
    hasLost() {
      if (!lost) return false;
      lost = false;
      drop();
      return true;
    },
    arrival() {
      if (items.length > 0 || lost) return Promise.resolve();
      arrived = Promise.withResolvers();
      return arrived.promise;
    },
  };
}

/** Of the text that somebody said; the rest of an event is short, and what an `agent.partial` says is kept elsewhere. */
function lengthOf({ type, data }: Item): number {
  if (type === 'agent.partial') return 0;
  if ('text' in data) return data.text.length;
  return 'content' in data ? data.content.length : 0;
}

const streamed: readonly string[] = ['agent.delta', 'agent.partial'] satisfies StreamedDelta['type'][];

export function isLogged(item: Item): item is LoggedEvent {
  return !streamed.includes(item.type satisfies SessionEventType | StreamedDelta['type']);
}
