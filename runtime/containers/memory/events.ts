// The events of an imagined engine, each engine hearing its own.

import type { EngineEvent } from '../engine.ts';
import { createEventQueue } from '../event-queue.ts';
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
  const queue = createEventQueue<EngineEvent>();
  const listener = ({ event, labels }: OwnedEvent): void => {
    if (ownership.isOurs(labels)) queue.push(event);
  };
  const stop = (): void => queue.end();
  const breakOff = (): void => queue.end(gone.reason);
  world.listeners.add(listener);
  signal.addEventListener('abort', stop);
  gone.addEventListener('abort', breakOff);
  if (signal.aborted) stop();
  try {
    queue.push({ type: 'connected', at: world.now() });
    for await (const event of queue.events()) {
      if (signal.aborted) return;
      yield event;
    }
  } finally {
    world.listeners.delete(listener);
    signal.removeEventListener('abort', stop);
    gone.removeEventListener('abort', breakOff);
  }
}
