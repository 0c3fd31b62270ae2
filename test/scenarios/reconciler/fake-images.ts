// Images that are only names: what the loop asks of them, without a build. An agent whose source holds a file `FAIL`
// can't be built.

import { createHash } from 'node:crypto';

import { ImageError } from '../../../runtime/images/errors.ts';
import type { AgentImages } from '../../../runtime/images/images.ts';
import { createImageNames } from '../../../runtime/images/names.ts';

export interface FakeImages extends AgentImages {
  /** References that are on the imagined engine. */
  readonly there: Set<string>;
  /** `layer bot`, `image sales`, in the order in which they were really built. */
  readonly built: string[];
  /** Builds of layers wait until this is released, where it is set. */
  gate: Promise<void> | undefined;
}

export function createFakeImages(): FakeImages {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const names = createImageNames('raworc_base:test', sha256);
  const there = new Set<string>();
  const built: string[] = [];
  const images: FakeImages = {
    names,
    there,
    built,
    gate: undefined,
    async ensureLayer(build, options) {
      const hash = names.layerHash(build);
      const image = names.layerImage(build.space, build.agent, hash);
      if (there.has(image)) return { hash, image, cached: true, bytes: 1 };
      options?.onLog?.({ text: `building ${build.agent}` });
      if (images.gate !== undefined) await aborted(images.gate, options?.signal);
      for await (const { path } of build.files()) {
        if (path !== 'FAIL') continue;
        options?.onLog?.({ text: 'error: this can not be built' });
        throw new ImageError('BUILD_FAILED', `The build of ${build.agent} failed.`);
      }
      there.add(image);
      built.push(`layer ${build.agent}`);
      return { hash, image, cached: false, bytes: 1 };
    },
    async ensureSpaceImage({ space, layers }) {
      for (const { agent, hash } of layers) {
        if (!there.has(names.layerImage(space, agent, hash))) {
          throw new ImageError('LAYER_MISSING', `The layer of ${agent} is not there.`);
        }
      }
      const buildId = names.buildId(layers);
      const image = names.spaceImage(space, buildId);
      if (!there.has(image)) built.push(`image ${space}`);
      there.add(image);
      return { buildId, image, cached: false, copied: layers.length, bytes: 1 };
    },
    has: async (image) => there.has(image),
    async retain(keep, { tell } = {}) {
      const removed = [...there].filter((image) => !keep.has(image));
      const retired = removed.map((reference) => ({ reference, bytes: 1 }));
      await tell?.(retired);
      for (const image of removed) there.delete(image);
      return retired;
    },
  };
  return images;
}

/** Rejects with the signal's reason if that comes first. */
function aborted(gate: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
    gate.then(resolve, reject);
  });
}
