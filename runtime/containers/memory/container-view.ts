// What the imagined engine tells about a container.

import type { ContainerView } from '../engine.ts';
import type { MemoryContainer } from './world.ts';

export function listedView({ id, spec, imageId, state, labels }: MemoryContainer): ContainerView {
  return { id, name: spec.name, image: spec.image, imageId, state, labels };
}

export function inspectedView(container: MemoryContainer): ContainerView {
  const { exitCode, startedAt, limits, networks, state } = container;
  return {
    ...listedView(container),
    ...(state === 'exited' && exitCode !== undefined ? { exitCode } : {}),
    oomKilled: false,
    ...(startedAt === undefined ? {} : { startedAt }),
    limits,
    networks: [...networks],
  };
}
