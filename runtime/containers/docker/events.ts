// The engine's events, ours only. Containers say in each event who made them; volumes, networks and deleted images
// don't, so what is ours is listed when the stream begins, and looked up whenever something new is told of.

import type { EngineEvent, Images, Networks, Volumes } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { createEventQueue } from '../event-queue.ts';
import { untyped } from './abortable.ts';
import type { Connection } from './connection.ts';
import { decodeEvent, type RawEvent } from './event-decoding.ts';
import { jsonLines } from './json-lines.ts';
import type { Ownership } from './ownership.ts';
import { translate } from './translate.ts';

export interface EventParts {
  readonly connection: Connection;
  readonly ownership: Ownership;
  readonly images: Images;
  readonly volumes: Volumes;
  readonly networks: Networks;
}

export async function* engineEvents(parts: EventParts, signal: AbortSignal): AsyncGenerator<EngineEvent> {
  const stop = new AbortController();
  const queue = createEventQueue<EngineEvent>();
  // Read and judged at once, however slow the taker is: later, what an event speaks of may be gone.
  void pump(parts, AbortSignal.any([signal, stop.signal]), queue.push).then(queue.end, queue.end);
  try {
    for await (const event of queue.events()) {
      if (signal.aborted) return;
      yield event;
    }
  } catch (thrown) {
    if (!signal.aborted) throw translate(thrown);
  } finally {
    stop.abort();
  }
}

const TYPES = ['container', 'image', 'volume', 'network'];

async function pump(
  parts: EventParts,
  signal: AbortSignal,
  push: (event: EngineEvent) => void,
): Promise<never> {
  const { docker, patient } = parts.connection;
  const filters = { type: TYPES };
  const stream = await patient((abortSignal) => untyped(docker).getEvents({ filters, abortSignal }), {
    signal,
  });
  // Listing is what makes them known.
  await Promise.all([
    parts.images.list({}, { signal }),
    parts.volumes.list({}, { signal }),
    parts.networks.list({}, { signal }),
  ]);
  push({ type: 'connected', at: Date.now() });
  for await (const raw of jsonLines<RawEvent>(stream)) {
    const event = (await isOurs(parts, raw, signal)) ? decodeEvent(raw) : undefined;
    if (event !== undefined) push(event);
  }
  throw new EngineError('ENGINE_UNREACHABLE', 'The engine closed the stream of events.');
}

async function isOurs({ ownership, volumes, networks }: EventParts, raw: RawEvent, signal: AbortSignal) {
  const { ID: id, Attributes: attributes } = raw.Actor;
  if (raw.Type === 'container') return ownership.isOurs(attributes);
  const kind = raw.Type as 'image' | 'volume' | 'network';
  const gone = raw.Action === 'destroy' || raw.Action === 'delete';
  if (!ownership.knows(kind, id) && !gone) {
    if (kind === 'volume') await volumes.inspect(id, { signal });
    else if (kind === 'network') await networks.inspect(id, { signal });
    else if (ownership.isOurs(attributes)) ownership.know(kind, id);
  }
  const ours = ownership.knows(kind, id);
  if (gone) ownership.forget(kind, id);
  return ours;
}
