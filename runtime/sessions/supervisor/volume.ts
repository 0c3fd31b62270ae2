// Supervisor and launchers come into containers as a read-only volume, one for each version of them: upgrading
// them builds no image and leaves running sessions what they have.

import { randomUUID } from 'node:crypto';
import { extract } from 'tar-stream';
import type { Containers, Engine, Labels, Waiting } from '../../containers/engine.ts';
import { EngineError, isEngineError } from '../../containers/errors.ts';
import { COMPLETE_FILE, readPayload, SUPERVISOR_MOUNT, tarOfPayload, type Payload } from './payload.ts';

export interface SupervisorVolume {
  /** Any image that is there; nothing of it is run. */
  readonly image: string;
  /** This installation's id: engines may be shared, and names of volumes are the engine's. */
  readonly owner: string;
  readonly labels?: Labels;
  readonly payload?: Payload;
}

/** The containers that are made to look into a volume and to fill it. */
const HELPER: Labels = { 'dev.raworc.role': 'supervisor-fill' };

const MOST_TRIES = 5;

/**
 * The name of the volume, filled, to be mounted read-only at {@link SUPERVISOR_MOUNT}. Idempotent, also after a death
 * half-way: it is trusted only when the file is in it that is unpacked last. Looking takes a container that is created and
 * never started, so ask once per process. Throws what the engine throws.
 */
export async function ensureSupervisorVolume(
  engine: Engine,
  wanted: SupervisorVolume,
  wait: Waiting = {},
): Promise<string> {
  const payload = wanted.payload ?? readPayload();
  const name = `raworc_supervisor_${payload.hash}_${wanted.owner.replaceAll(/[^a-zA-Z0-9]/g, '').slice(-12)}`;
  const labels = { ...wanted.labels, 'dev.raworc.role': 'supervisor' };
  await engine.volumes.ensure(name, labels, wait);
  const filling = { name, labels: { ...labels, ...HELPER }, image: wanted.image, payload };
  let problem: unknown = new EngineError(
    'ENGINE_REFUSED',
    `What is put into the volume ${name} isn't there.`,
  );
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    try {
      if (!(await findOrFill(engine.containers, filling, wait))) continue;
      await tidy(engine.containers, wait);
      return name;
    } catch (thrown) {
      if (!inEachOthersWay(thrown)) throw thrown;
      problem = thrown;
    }
  }
  throw problem;
}

/** What a runtime that died half-way left behind. One that is filling at this moment tries again, and finds it whole. */
async function tidy(containers: Containers, wait: Waiting): Promise<void> {
  for (const { id } of await containers.list(HELPER, wait)) await containers.remove(id, wait);
}

/** Several runtimes may fill it at once: one removes the container that another is about to use. */
const inEachOthersWay = (thrown: unknown): boolean =>
  isEngineError(thrown, 'CONTAINER_NOT_FOUND', 'PATH_NOT_FOUND', 'ENGINE_REFUSED');

interface Filling {
  readonly name: string;
  readonly labels: Labels;
  readonly image: string;
  readonly payload: Payload;
}

/** True where it is whole; otherwise fills it, and has to be asked again: what counts is what can be read back. */
async function findOrFill(containers: Containers, filling: Filling, wait: Waiting): Promise<boolean> {
  const { name, labels, image, payload } = filling;
  const id = await containers.create(
    {
      name: `${name}_${randomUUID().slice(0, 8)}`,
      image,
      command: ['true'],
      user: '0:0',
      labels,
      mounts: [{ volume: name, path: SUPERVISOR_MOUNT }],
      network: 'none',
    },
    wait,
  );
  try {
    if ((await completed(containers, id, wait)) === payload.hash) return true;
    await containers.copyIn(id, SUPERVISOR_MOUNT, tarOfPayload(payload), wait);
    return false;
  } finally {
    await containers.remove(id);
  }
}

/** The hash that was unpacked last, or undefined where that was never reached. */
async function completed(containers: Containers, id: string, wait: Waiting): Promise<string | undefined> {
  try {
    const tar = await containers.copyOut(id, `${SUPERVISOR_MOUNT}/${COMPLETE_FILE}`, wait);
    const unpacked = extract();
    tar.once('error', (error) => unpacked.destroy(error));
    let text = '';
    for await (const entry of tar.pipe(unpacked)) {
      for await (const bytes of entry) text += (bytes as Buffer).toString('utf8');
    }
    return text;
  } catch (thrown) {
    if (isEngineError(thrown, 'PATH_NOT_FOUND')) return undefined;
    throw thrown;
  }
}
