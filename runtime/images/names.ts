// What images are called. A name holds the hash of all that goes into the image, so that it is either right or absent.
// Pure: the hash function is given.

import type { BuildId, LayerHash } from '../../state/model/ids.ts';
import type { ImageNames, LayerInput, SpaceLayer } from './images.ts';
import { RECIPE_VERSION } from './base/recipe.ts';

/** Raise it whenever the same source would be built differently than before: every agent is built again then. */
export const BUILDER_VERSION = 1;

/** Hexadecimal SHA-256 of a text. */
export type Digest = (text: string) => string;

const ID_LENGTH = 16;

/** `base` is the name of the base image, which changes with its recipe and the certificates in it. */
export function createImageNames(base: string, digest: Digest): ImageNames {
  const id = (parts: unknown): string => digest(JSON.stringify(parts)).slice(0, ID_LENGTH);
  return {
    layerHash: (input) => id([BUILDER_VERSION, RECIPE_VERSION, layerParts(input)]) as LayerHash,
    layerImage: (space, agent, hash) => `raworc_agent_${space}_${agent}:${hash}`,
    buildId: (layers) => id([BUILDER_VERSION, base, spaceParts(layers)]) as BuildId,
    spaceImage: (space, buildId) => `raworc_space_${space}:${buildId}`,
  };
}

/** Only what changes what is built: a new timeout or description must not build anything. */
function layerParts({ agent, sourceTree, manifest }: LayerInput): unknown {
  const { runtime, contract, build_command: command } = manifest;
  // A Rust handler is compiled in; those of other languages are looked up when they are called.
  const handler = runtime === 'rust' && contract === 'function' ? (manifest.handler ?? null) : null;
  return [agent, sourceTree, runtime, contract, command ?? null, handler];
}

function spaceParts(layers: readonly SpaceLayer[]): unknown {
  return layers.map(({ agent, hash }) => `${agent}:${hash}`).sort();
}
