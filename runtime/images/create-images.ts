// The images port on any engine: names, then one shared and limited build for each name that isn't there.

import { createHash } from 'node:crypto';

import type { Engine, Limits } from '../containers/engine.ts';
import type { BaseImages } from './base/base-names.ts';
import { ImageError } from './errors.ts';
import type { AgentImages, LayerResult, SpaceImageResult } from './images.ts';
import { buildLayer } from './layers/build-layer.ts';
import { createLimiter } from './limiter.ts';
import { createImageNames } from './names.ts';
import { proxyArguments } from './proxy.ts';
import { retainImages } from './retain.ts';
import { createSharedWork } from './shared-work.ts';
import { assemble } from './spaces/assemble.ts';

export interface AgentImagesDeps {
  readonly engine: Engine;
  /** `hostBaseNames()`: what they are called on this machine, whether they are there or not. */
  readonly base: BaseImages;
  /** How many layers are built at once; 2 where left out. */
  readonly parallel?: number;
  /** How long one build may take, once it is its turn; 15 minutes where left out. */
  readonly deadlineMs?: number;
  /** Held where the engine can limit builds. */
  readonly limits?: Limits;
  /** Only a proxy's variables are taken from it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const DEFAULT_PARALLEL = 2;
const DEFAULT_DEADLINE_MS = 15 * 60_000;
const DEFAULT_LIMITS: Limits = { cpus: 2, memoryBytes: 2 * 1024 ** 3 };

export function createAgentImages(deps: AgentImagesDeps): AgentImages {
  const { engine, base, parallel = DEFAULT_PARALLEL, deadlineMs = DEFAULT_DEADLINE_MS } = deps;
  const names = createImageNames(base.base, (text) => createHash('sha256').update(text).digest('hex'));
  const builder = {
    engine,
    from: base.build,
    deadlineMs,
    limits: deps.limits ?? DEFAULT_LIMITS,
    buildArgs: proxyArguments(deps.env ?? process.env),
  };
  const builds = createLimiter(parallel);
  const assemblies = createLimiter(parallel);
  const layers = createSharedWork<LayerResult>();
  const spaces = createSharedWork<SpaceImageResult>();

  async function requireBase(image: string, signal: AbortSignal): Promise<void> {
    if ((await engine.images.inspect(image, { signal })) !== undefined) return;
    throw new ImageError('BASE_MISSING', `The image ${image} is not on the engine.`);
  }

  return {
    names,

    async ensureLayer(build, options) {
      const hash = names.layerHash(build);
      const image = names.layerImage(build.space, build.agent, hash);
      return await layers.run(
        image,
        async (shared) => {
          const { signal } = shared;
          const there = await engine.images.inspect(image, { signal });
          if (there !== undefined) return { hash, image, cached: true, bytes: there.bytes };
          await requireBase(base.build, signal);
          const built = await builds.run(() => buildLayer(builder, build, image, shared), signal);
          return { hash, image, cached: false, bytes: built.bytes };
        },
        options,
      );
    },

    async ensureSpaceImage(request, options) {
      const buildId = names.buildId(request.layers);
      const image = names.spaceImage(request.space, buildId);
      return await spaces.run(
        image,
        async (shared) => {
          const { signal } = shared;
          const there = await engine.images.inspect(image, { signal });
          if (there !== undefined) return { buildId, image, cached: true, copied: 0, bytes: there.bytes };
          await requireBase(base.base, signal);
          const assembler = { engine, base: base.base, names };
          const made = await assemblies.run(() => assemble(assembler, request, image, shared), signal);
          return { buildId, image, cached: false, copied: made.copied, bytes: made.image.bytes };
        },
        options,
      );
    },

    async has(image, options) {
      return (await engine.images.inspect(image, options)) !== undefined;
    },

    retain: (keep, options) => retainImages(engine, keep, options),
  };
}
