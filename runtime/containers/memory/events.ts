// The events of an imagined engine, each engine hearing its own.

import type { EngineEvent } from '../engine.ts';
import type { FaultLine } from './faults.ts';
import type { Ownership } from './ownership.ts';
import type { MemoryWorld, OwnedEvent } from './world.ts';

export async function* worldEvents(
  world: MemoryWorld,
  ownership: Ownership,
  faults: FaultLine,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent> {
  const gone = faults.gone();
  gone.throwIfAborted();
  const waiting: EngineEvent[] = [{ type: 'connected', at: world.now() }];
  let wake = Promise.withResolvers<void>();
  const wakeUp = (): void => wake.resolve();
  const listener = ({ event, labels }: OwnedEvent): void => {
    if (!ownership.isOurs(labels)) return;
    waiting.push(event);
    wakeUp();
  };
  world.listeners.add(listener);
  signal.addEventListener('abort', wakeUp);
  gone.addEventListener('abort', wakeUp);
  try {
    for (;;) {
      if (signal.aborted) return;
      gone.throwIfAborted();
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else {
        wake = Promise.withResolvers();
        await wake.promise;
      }
    }
  } finally {
    world.listeners.delete(listener);
    signal.removeEventListener('abort', wakeUp);
    gone.removeEventListener('abort', wakeUp);
  }
}
