// Volumes of an imagined engine.

import type { Volumes, VolumeView } from '../engine.ts';
import { EngineError } from '../errors.ts';
import type { Ownership } from './ownership.ts';
import type { MemoryVolume, MemoryWorld } from './world.ts';

const viewOf = ({ name, labels }: MemoryVolume): VolumeView => ({ name, labels });

export function createVolumes(world: MemoryWorld, ownership: Ownership): Volumes {
  return {
    async ensure(name, labels, options = {}) {
      if (options.sizeBytes !== undefined) {
        throw new EngineError('STORAGE_LIMIT_UNSUPPORTED', 'This engine has no sizes of volumes.');
      }
      const there = world.volumes.get(name);
      if (there !== undefined) {
        ownership.require(there.labels, `volume ${name}`);
        return viewOf(there);
      }
      const volume: MemoryVolume = { name, labels: ownership.mark(labels), files: new Map() };
      world.volumes.set(name, volume);
      return viewOf(volume);
    },

    async inspect(name) {
      const volume = world.volumes.get(name);
      return volume !== undefined && ownership.isOurs(volume.labels) ? viewOf(volume) : undefined;
    },

    async list(labels) {
      return [...world.volumes.values()]
        .filter((volume) => ownership.matches(volume.labels, labels))
        .map(viewOf);
    },

    async remove(name) {
      const volume = world.volumes.get(name);
      if (volume === undefined) return;
      ownership.require(volume.labels, `volume ${name}`);
      const users = [...world.containers.values()].filter(({ spec }) =>
        spec.mounts.some((mount) => mount.volume === name),
      );
      if (users.length > 0)
        throw new EngineError('VOLUME_IN_USE', `The volume ${name} is mounted by a container.`);
      world.volumes.delete(name);
      world.emit({ type: 'volume', action: 'destroy', name, at: world.now() }, volume.labels);
    },
  };
}
