// What is known of the layers that a space could use: their builds in the store, their images on the engine.

import type { AgentImages } from '../../runtime/images/images.ts';
import type { LayerHash } from '../../state/model/ids.ts';
import type { BuildRow } from '../../state/store/builds.ts';
import type { Store } from '../../state/store/store.ts';
import { eachLimited } from './each-limited.ts';
import type { LayerFacts } from './layer-choice.ts';
import { renamed, type WantedAgent } from './wanted-state.ts';

const AT_ONCE = 16;

export interface LayerFactsDeps {
  readonly store: Pick<Store, 'builds'>;
  readonly images: Pick<AgentImages, 'names' | 'has'>;
}

export async function gatherLayerFacts(
  { store, images }: LayerFactsDeps,
  space: string,
  agents: readonly WantedAgent[],
  signal: AbortSignal,
): Promise<LayerFacts> {
  const layers = new Map<LayerHash, string>();
  for (const { name, wanted, good } of agents) {
    for (const pin of [wanted, good]) {
      if (pin === undefined) continue;
      layers.set(pin.layer, name);
      layers.set(renamed(name, pin, images.names).layer, name);
    }
  }
  const builds = new Map<string, BuildRow>();
  const present = new Set<string>();
  await eachLimited([...layers], AT_ONCE, async ([layer, agent]) => {
    const [build, there] = await Promise.all([
      store.builds.get(space, layer),
      images.has(images.names.layerImage(space, agent, layer), { signal }),
    ]);
    if (build !== undefined) builds.set(layer, build);
    if (there) present.add(layer);
  });
  return { build: (layer) => builds.get(layer), present: (layer) => present.has(layer) };
}
