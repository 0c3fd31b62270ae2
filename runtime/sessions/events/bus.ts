// Who listens in this process: to what is logged and streamed in a session, and to the ends of turns. Telling never
// waits; what a listener misses it finds in the store.

import type { SessionId, TurnId } from '../../../state/model/ids.ts';
import type { LoggedEvent, StreamedDelta } from '../../../state/model/session-event.ts';
import type { TurnView } from '../sessions.ts';

export type Told = readonly LoggedEvent[] | StreamedDelta;
export type Listener<T> = (told: T) => void;

export interface Channels<Key, T> {
  tell(key: Key, told: T): void;
  /** Answers how to stop listening. */
  listen(key: Key, listener: Listener<T>): () => void;
}

export function createChannels<Key, T>(): Channels<Key, T> {
  const listeners = new Map<Key, Set<Listener<T>>>();
  return {
    tell(key, told) {
      for (const listener of listeners.get(key) ?? []) listener(told);
    },
    listen(key, listener) {
      const of = listeners.get(key) ?? new Set();
      listeners.set(key, of.add(listener));
      return () => {
        of.delete(listener);
        if (of.size === 0 && listeners.get(key) === of) listeners.delete(key);
      };
    },
  };
}

export interface SessionBus {
  readonly events: Channels<SessionId, Told>;
  /** Told when the turn has ended, whoever ended it: how it stands now, where that need not be read. */
  readonly turnEnds: Channels<TurnId, TurnView | undefined>;
}

export const createSessionBus = (): SessionBus => ({ events: createChannels(), turnEnds: createChannels() });
