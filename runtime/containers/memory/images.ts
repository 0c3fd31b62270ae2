// Images of an imagined engine: recorded builds and imports.

import { createHash } from 'node:crypto';
import type { Images, ImageView, Labels } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { runBuild, type BuiltImage, type RunStep } from './build.ts';
import type { FaultLine } from './faults.ts';
import type { Ownership } from './ownership.ts';
import type { MemoryImage, MemoryWorld } from './world.ts';

const NEVER = new AbortController().signal;

const viewOf = ({ id, tags, labels, bytes, createdAt }: MemoryImage): ImageView => ({
  id,
  tags: [...tags].sort(),
  labels,
  bytes,
  createdAt,
});

const tagged = (reference: string): string => (/:[^/]*$/.test(reference) ? reference : `${reference}:latest`);

export function findImage(world: MemoryWorld, reference: string): MemoryImage | undefined {
  const byId = world.images.get(reference) ?? world.images.get(`sha256:${reference}`);
  return byId ?? [...world.images.values()].find(({ tags }) => tags.has(tagged(reference)));
}

export function createImages(
  world: MemoryWorld,
  ownership: Ownership,
  faults: FaultLine,
  runStep: RunStep,
): Images {
  function requireFree(tag: string): void {
    const there = findImage(world, tag);
    if (there !== undefined) ownership.require(there.labels, `image ${tag}`);
  }

  function setTag(image: MemoryImage, tag: string): void {
    for (const other of world.images.values()) other.tags.delete(tagged(tag));
    image.tags.add(tagged(tag));
  }

  function keep({ id, bytes }: BuiltImage, tag: string, labels: Labels): ImageView {
    const image = world.images.get(id) ?? {
      id,
      bytes,
      labels,
      tags: new Set<string>(),
      createdAt: world.now(),
    };
    world.images.set(id, image);
    setTag(image, tag);
    return viewOf(image);
  }

  return {
    async build(spec, wait) {
      requireFree(spec.tag);
      const signal = AbortSignal.any([wait?.signal ?? NEVER, faults.gone()]);
      const labels = ownership.mark(spec.labels);
      try {
        const built = await runBuild(world, spec, labels, runStep, signal);
        signal.throwIfAborted();
        return keep(built, spec.tag, labels);
      } catch (thrown) {
        if (faults.gone().aborted) throw faults.gone().reason;
        if (!signal.aborted) throw thrown;
        throw new EngineError('BUILD_CANCELLED', `The build of ${spec.tag} was cancelled.`, {
          cause: thrown,
        });
      } finally {
        spec.context.destroy();
      }
    },

    async import(tar, tag, options) {
      requireFree(tag);
      const labels = ownership.mark(options.labels);
      const sum = createHash('sha256').update(JSON.stringify([labels, options.changes ?? []]));
      let bytes = 0;
      for await (const chunk of tar) {
        sum.update(chunk as Buffer);
        bytes += (chunk as Buffer).length;
      }
      return keep({ id: `sha256:${sum.digest('hex')}`, bytes }, tag, labels);
    },

    async pull(reference) {
      const there = findImage(world, reference);
      if (there !== undefined) return viewOf(there);
      throw new EngineError(
        'IMAGE_UNREACHABLE',
        `The image ${reference} can't be pulled: no registry answers.`,
      );
    },

    async tag(id, tag) {
      const image = findImage(world, id);
      if (image === undefined) throw new EngineError('IMAGE_NOT_FOUND', `There is no image ${id}.`);
      ownership.require(image.labels, `image ${id}`);
      requireFree(tag);
      setTag(image, tag);
    },

    async inspect(reference) {
      const image = findImage(world, reference);
      return image === undefined ? undefined : viewOf(image);
    },

    async list(labels) {
      return [...world.images.values()]
        .filter((image) => ownership.matches(image.labels, labels))
        .map(viewOf);
    },

    async isLabelled(labels) {
      return [...world.images.values()].some((image) =>
        Object.entries(labels).every(([name, value]) => image.labels[name] === value),
      );
    },

    async remove(reference) {
      const image = findImage(world, reference);
      if (image === undefined) return;
      ownership.require(image.labels, `image ${reference}`);
      const byId = image.id.includes(reference);
      const isLast = byId || image.tags.size === 1;
      if (isLast && [...world.containers.values()].some(({ imageId }) => imageId === image.id)) {
        throw new EngineError('IMAGE_IN_USE', `The image ${reference} is used by a container.`);
      }
      const gone = byId ? [...image.tags] : [tagged(reference)];
      for (const tag of gone) {
        image.tags.delete(tag);
        world.emit({ type: 'image', action: 'untag', reference: tag, at: world.now() }, image.labels);
      }
      if (image.tags.size > 0) return;
      world.images.delete(image.id);
      world.emit({ type: 'image', action: 'delete', reference: image.id, at: world.now() }, image.labels);
    },
  };
}
