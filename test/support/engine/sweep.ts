// Removes everything that an owner has on an engine; what tests and benchmarks end with.

import type { Engine } from '../../../runtime/containers/engine.ts';
import { isEngineError } from '../../../runtime/containers/errors.ts';
import { hostBaseNames } from '../../../runtime/images/base/base-names.ts';

export async function sweep(engine: Engine, keepImages: readonly string[] = []): Promise<void> {
  const containers = await engine.containers.list({});
  await Promise.all(containers.map(({ id }) => engine.containers.remove(id)));
  const [volumes, networks, images] = await Promise.all([
    engine.volumes.list({}),
    engine.networks.list({}),
    engine.images.list({}),
  ]);
  await Promise.all([
    ...volumes.map(({ name }) => engine.volumes.remove(name)),
    ...networks.map(({ name }) => engine.networks.remove(name)),
  ]);
  await removeHostRules(
    engine,
    networks.map(({ name }) => name),
  );
  for (const { id, tags } of images) {
    if (!tags.some((tag) => keepImages.includes(tag))) await removeUnlessUsed(engine, id);
  }
}

/** Whoever set some had the base image. */
async function removeHostRules(engine: Engine, networks: readonly string[]): Promise<void> {
  const { base: image } = await hostBaseNames();
  if (networks.length === 0 || (await engine.images.inspect(image)) === undefined) return;
  for (const name of networks) await engine.hostRules.remove(name, { image });
}

/** The same content has the same name for everybody: another installation's container may stand on an image of ours. */
async function removeUnlessUsed(engine: Engine, id: string): Promise<void> {
  try {
    await engine.images.remove(id);
  } catch (thrown) {
    if (!isEngineError(thrown, 'IMAGE_IN_USE')) throw thrown;
  }
}

/** What is left of an owner, in words; empty after a sweep. */
export async function leftovers(engine: Engine): Promise<readonly string[]> {
  const [containers, volumes, networks, images] = await Promise.all([
    engine.containers.list({}),
    engine.volumes.list({}),
    engine.networks.list({}),
    engine.images.list({}),
  ]);
  return [
    ...containers.map(({ name }) => `container ${name}`),
    ...volumes.map(({ name }) => `volume ${name}`),
    ...networks.map(({ name }) => `network ${name}`),
    ...images.map(({ id, tags }) => `image ${tags.join(' ') || id}`),
  ];
}
