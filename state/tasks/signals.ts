// Nudges between the parts of one process: "look again". A nudge carries no news and may be lost, for the store is the
// truth and everybody who listens polls as well; an adapter between processes can take this one's place.

import type { TaskKind } from '../store/tasks.ts';

export interface Signals {
  /** Tells everybody who listens now; returns at once. */
  send(topic: string): void;
  /** Answers how to stop listening. `listener` returns at once and never throws. */
  on(topic: string, listener: () => void): () => void;
}

/** There may be work of a kind. */
export const taskTopic = (kind: TaskKind) => `tasks/${kind}`;
/** Tasks of a kind were cancelled: who holds one should find out now and not at its next heartbeat. */
export const cancelledTopic = (kind: TaskKind) => `tasks/${kind}/cancelled`;

export function createSignals(): Signals {
  const listeners = new Map<string, Set<() => void>>();
  return {
    send(topic) {
      for (const listener of listeners.get(topic) ?? []) listener();
    },
    on(topic, listener) {
      const of = listeners.get(topic) ?? new Set();
      listeners.set(topic, of.add(listener));
      return () => {
        of.delete(listener);
        if (of.size === 0 && listeners.get(topic) === of) listeners.delete(topic);
      };
    },
  };
}
