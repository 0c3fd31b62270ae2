// Makes a space's image of its agents' layers on the engine.

import type { Engine, ImageView } from '../../containers/engine.ts';
import { isEngineError } from '../../containers/errors.ts';
import { contextTar, textFile } from '../context.ts';
import { ImageError } from '../errors.ts';
import type { BuildOptions, ImageNames, SpaceImageRequest, SpaceLayer } from '../images.ts';
import { BASE, DEPTH, KIND, LAYERS, SPACE } from '../labels.ts';
import { spaceDockerfile } from './dockerfile.ts';
import { chooseStart, layersLabel, type StartingPoint } from './start.ts';

export interface Assembler {
  readonly engine: Engine;
  /** The base image. */
  readonly base: string;
  readonly names: ImageNames;
}

export interface Assembled {
  readonly image: ImageView;
  readonly copied: number;
}

export async function assemble(
  assembler: Assembler,
  request: SpaceImageRequest,
  tag: string,
  options: Required<BuildOptions>,
): Promise<Assembled> {
  const { engine, base } = assembler;
  const { signal } = options;
  const earlier = await engine.images.list({ [KIND]: 'space', [SPACE]: request.space }, { signal });
  const tagged = earlier.flatMap(({ tags, labels }) => tags.map((image) => ({ image, labels })));
  const start = chooseStart(base, request.layers, tagged);
  await requireLayers(assembler, request.space, start.copy, signal);
  try {
    return await build(assembler, request, tag, start, options);
  } catch (thrown) {
    // The earlier image may have been removed meanwhile; the base is always enough.
    const isEarlierGone =
      isEngineError(thrown, 'BUILD_FAILED') &&
      (await engine.images.inspect(start.from, { signal })) === undefined;
    if (!isEarlierGone || start.from === base) throw thrown;
    await requireLayers(assembler, request.space, request.layers, signal);
    return build(assembler, request, tag, chooseStart(base, request.layers, []), options);
  }
}

async function build(
  { engine, base, names }: Assembler,
  { space, layers }: SpaceImageRequest,
  tag: string,
  start: StartingPoint,
  { signal, onLog }: Required<BuildOptions>,
): Promise<Assembled> {
  const imageOf = ({ agent, hash }: SpaceLayer) => names.layerImage(space, agent, hash);
  const from = start.depth === 0 ? 'the base image' : start.from;
  onLog({ text: `Copying ${start.copy.length} of ${layers.length} agents onto ${from}.`, step: 'assemble' });
  const image = await engine.images.build(
    {
      context: contextTar([textFile('Dockerfile', spaceDockerfile(start, imageOf))]),
      tag,
      labels: {
        [KIND]: 'space',
        [SPACE]: space,
        [BASE]: base,
        [LAYERS]: layersLabel(layers),
        [DEPTH]: String(start.depth),
      },
      onLog: () => {},
    },
    { signal },
  );
  return { image, copied: start.copy.length };
}

async function requireLayers(
  { engine, names }: Assembler,
  space: string,
  layers: readonly SpaceLayer[],
  signal: AbortSignal,
): Promise<void> {
  const images = layers.map(({ agent, hash }) => names.layerImage(space, agent, hash));
  const found = await Promise.all(images.map((image) => engine.images.inspect(image, { signal })));
  const missing = images.filter((_, at) => found[at] === undefined);
  if (missing.length === 0) return;
  throw new ImageError('LAYER_MISSING', `The layer ${missing[0]} of space ${space} is not on the engine.`, {
    details: { missing },
  });
}
