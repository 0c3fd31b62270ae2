// One relay per container, however many are connected through it; it ends with the last of them.

import type { RunningExec } from '../../containers/engine.ts';
import { createRelay, type Relay } from './relay.ts';

export interface Relays {
  /** The container's relay, held until the signal aborts. `isFirst` where it was begun for this. */
  hold(
    containerId: string,
    signal: AbortSignal,
  ): Promise<{ readonly relay: Relay; readonly isFirst: boolean }>;
}

interface Held {
  readonly relay: Promise<Relay>;
  holders: number;
}

export function createRelays(begin: (containerId: string) => Promise<RunningExec>): Relays {
  const relays = new Map<string, Held>();

  function forget(containerId: string, held: Held): void {
    if (relays.get(containerId) === held) relays.delete(containerId);
  }

  function open(containerId: string): Held {
    const held: Held = { relay: begin(containerId).then(createRelay), holders: 0 };
    relays.set(containerId, held);
    held.relay.then(
      ({ closed }) => void closed.then(() => forget(containerId, held)),
      () => forget(containerId, held),
    );
    return held;
  }

  return {
    async hold(containerId, signal) {
      const there = relays.get(containerId);
      const held = there ?? open(containerId);
      held.holders += 1;
      const release = (): void => {
        held.holders -= 1;
        if (held.holders > 0) return;
        forget(containerId, held);
        void held.relay.then(
          (relay) => relay.end(),
          () => undefined,
        );
      };
      signal.addEventListener('abort', release, { once: true });
      const relay = await held.relay;
      // It may have aborted before anybody listened.
      if (signal.aborted) relay.end();
      return { relay, isFirst: there === undefined };
    },
  };
}
