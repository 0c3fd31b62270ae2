// What a slow reader has not taken yet, bounded: when there is too much of it, it is dropped and read from the store.

import type { LoggedEvent, SessionEventType, StreamedDelta } from '../../../state/model/session-event.ts';
import type { Told } from './bus.ts';

const MOST_WAITING = 1000;

type Item = LoggedEvent | StreamedDelta;

export interface Inbox {
  put(told: Told): void;
  /** The next thing told, or undefined where nothing waits. */
  take(): Item | undefined;
  /** True once after something was dropped. */
  hasLost(): boolean;
  /** Resolves when something was put or the wait is over. */
  readonly arrival: () => Promise<void>;
}

export function createInbox(): Inbox {
  let items: Item[] = [];
  let lost = false;
  let arrived = Promise.withResolvers<void>();

  return {
    put(told) {
      if (Array.isArray(told)) items.push(...(told as readonly LoggedEvent[]));
      else items.push(told as StreamedDelta);
      if (items.length > MOST_WAITING) {
        items = [];
        lost = true;
      }
      arrived.resolve();
    },
    take: () => items.shift(),
    hasLost() {
      const was = lost;
      lost = false;
      return was;
    },
    arrival() {
      if (items.length > 0 || lost) return Promise.resolve();
      arrived = Promise.withResolvers();
      return arrived.promise;
    },
  };
}

const streamed: readonly string[] = ['agent.delta', 'agent.partial'] satisfies StreamedDelta['type'][];

export function isLogged(item: Item): item is LoggedEvent {
  return !streamed.includes(item.type satisfies SessionEventType | StreamedDelta['type']);
}
