// Volumes on a Docker engine. The engine's own "create" answers with the volume that is there, of whoever made it.

import type { VolumeInspectInfo } from 'dockerode';
import type { VolumeOptions, Volumes, VolumeView, Waiting } from '../engine.ts';
import { EngineError, isEngineError } from '../errors.ts';
import type { Connection } from './connection.ts';
import type { Ownership } from './ownership.ts';

export function createVolumes(connection: Connection, ownership: Ownership): Volumes {
  const { docker, call } = connection;

  function ourView(info: VolumeInspectInfo): VolumeView {
    ownership.know('volume', info.Name);
    return { name: info.Name, labels: info.Labels ?? {} };
  }

  return {
    async ensure(name, labels, options: VolumeOptions = {}) {
      const Labels = ownership.mark(labels);
      const { sizeBytes } = options;
      const DriverOpts = sizeBytes === undefined ? undefined : { size: String(sizeBytes) };
      const request = { Name: name, Labels, ...(DriverOpts && { DriverOpts }) };
      await call((abortSignal) => docker.createVolume({ ...request, abortSignal }), options);
      const there = await look(connection, name, options);
      if (there === undefined) throw new EngineError('VOLUME_NOT_FOUND', `The volume ${name} vanished.`);
      ownership.require(there.Labels, `volume ${name}`);
      return ourView(there);
    },

    async inspect(name, wait) {
      const info = await look(connection, name, wait);
      return info !== undefined && ownership.isOurs(info.Labels) ? ourView(info) : undefined;
    },

    async list(labels, wait) {
      const filters = { label: ownership.filter(labels) };
      const { Volumes: infos } = await call(
        (abortSignal) => docker.listVolumes({ filters, abortSignal }),
        wait,
      );
      return (infos ?? []).map(ourView);
    },

    async remove(name, wait) {
      const info = await look(connection, name, wait);
      if (info === undefined) return;
      ownership.require(info.Labels, `volume ${name}`);
      try {
        await call((abortSignal) => docker.getVolume(name).remove({ abortSignal }), wait);
      } catch (thrown) {
        if (!isEngineError(thrown, 'VOLUME_NOT_FOUND')) throw thrown;
      }
    },
  };
}

/** Throws where one is absent or another's: the engine would make the one and mount the other without a word. */
export async function requireVolumes(
  connection: Connection,
  ownership: Ownership,
  names: ReadonlySet<string>,
  wait?: Waiting,
): Promise<void> {
  await Promise.all(
    Array.from(names, async (name) => {
      const info = await look(connection, name, wait);
      if (info === undefined) throw new EngineError('VOLUME_NOT_FOUND', `There is no volume ${name}.`);
      ownership.require(info.Labels, `volume ${name}`);
    }),
  );
}

/** Whether a volume's size can be limited here; no answer of the engine says so, hence it is tried. */
export async function volumeLimits(
  connection: Connection,
  ownership: Ownership,
  wait?: Waiting,
): Promise<boolean> {
  const { docker, call } = connection;
  const Name = `raworc_probe_${ownership.owner.replaceAll(/[^a-zA-Z0-9_.-]/g, '_')}`;
  const request = { Name, Labels: ownership.mark({}), DriverOpts: { size: '1m' } };
  try {
    await call((abortSignal) => docker.createVolume({ ...request, abortSignal }), wait);
  } catch (thrown) {
    if (isEngineError(thrown, 'STORAGE_LIMIT_UNSUPPORTED', 'ENGINE_REFUSED')) return false;
    throw thrown;
  }
  await call((abortSignal) => docker.getVolume(Name).remove({ abortSignal }), wait);
  return true;
}

async function look({ docker, call }: Connection, name: string, wait?: Waiting) {
  try {
    return await call((abortSignal) => docker.getVolume(name).inspect({ abortSignal }), wait);
  } catch (thrown) {
    if (isEngineError(thrown, 'VOLUME_NOT_FOUND')) return undefined;
    throw thrown;
  }
}
