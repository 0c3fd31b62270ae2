// The build cache of the imagined engine: its steps, each of the same size.

import type { BuildCache } from '../engine.ts';
import { CACHED_STEP_BYTES, type MemoryWorld } from './world.ts';

export function createMemoryBuildCache({ buildCache }: Pick<MemoryWorld, 'buildCache'>): BuildCache {
  return {
    size: async () => buildCache.size * CACHED_STEP_BYTES,
    async prune(keepBytes) {
      const spare = Math.max(0, buildCache.size - Math.floor(keepBytes / CACHED_STEP_BYTES));
      for (const key of [...buildCache].slice(0, spare)) buildCache.delete(key);
      return spare * CACHED_STEP_BYTES;
    },
  };
}
