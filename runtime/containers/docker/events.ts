// The engine's events, ours only. Containers say in each event who made them; volumes, networks and deleted images
// don't, so what is ours is looked up when the stream begins and whenever something is made.

import type { EngineEvent, Images, Networks, Volumes } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { untyped } from './abortable.ts';
import type { Connection } from './connection.ts';
import { decodeEvent, type RawEvent } from './event-decoding.ts';
import { jsonLines } from './json-lines.ts';
import type { Ownership } from './ownership.ts';
import { translate } from './translate.ts';

interface Rooms {
  readonly images: Images;
  readonly volumes: Volumes;
  readonly networks: Networks;
}

export async function* engineEvents(
  { docker, patient }: Connection,
  ownership: Ownership,
  rooms: Rooms,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent> {
  try {
    const filters = { type: ['container', 'image', 'volume', 'network'] };
    const stream = await patient((abortSignal) => untyped(docker).getEvents({ filters, abortSignal }), {
      signal,
    });
    const familiar = await createFamiliar(rooms, ownership, signal);
    yield { type: 'connected', at: Date.now() };
    for await (const raw of jsonLines<RawEvent>(stream)) {
      const ours = await familiar.recognises(raw);
      const event = ours ? decodeEvent(raw) : undefined;
      if (event !== undefined) yield event;
    }
    throw new EngineError('ENGINE_UNREACHABLE', 'The engine closed the stream of events.');
  } catch (thrown) {
    if (signal.aborted) return;
    throw translate(thrown);
  }
}

async function createFamiliar(
  { images, volumes, networks }: Rooms,
  ownership: Ownership,
  signal: AbortSignal,
) {
  const [ourImages, ourVolumes, ourNetworks] = await Promise.all([
    images.list({}, { signal }),
    volumes.list({}, { signal }),
    networks.list({}, { signal }),
  ]);
  const known = new Set([
    ...ourImages.map(({ id }) => `image ${id}`),
    ...ourVolumes.map(({ name }) => `volume ${name}`),
    ...ourNetworks.map(({ id }) => `network ${id}`),
  ]);

  async function isNewAndOurs({ Type, Actor }: RawEvent): Promise<boolean> {
    if (Type === 'volume') return (await volumes.inspect(Actor.ID, { signal })) !== undefined;
    if (Type === 'network') return (await networks.inspect(Actor.ID, { signal })) !== undefined;
    return ownership.isOurs(Actor.Attributes);
  }

  return {
    async recognises(raw: RawEvent): Promise<boolean> {
      if (raw.Type === 'container') return ownership.isOurs(raw.Actor.Attributes);
      const key = `${raw.Type} ${raw.Actor.ID}`;
      const gone = raw.Action === 'destroy' || raw.Action === 'delete';
      if (!gone && !known.has(key) && (await isNewAndOurs(raw))) known.add(key);
      const ours = known.has(key);
      if (gone) known.delete(key);
      return ours;
    },
  };
}
