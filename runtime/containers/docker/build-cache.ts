// The build cache of a Docker engine.

import type { BuildCache } from '../engine.ts';
import { untyped } from './abortable.ts';
import type { Connection } from './connection.ts';
import { jsonLines } from './json-lines.ts';

interface Pruned {
  readonly SpaceReclaimed?: number;
}

export function createBuildCache({ docker, patient, request }: Connection): BuildCache {
  return {
    async size(wait) {
      const { BuildCache: records } = await patient(
        (abortSignal) => untyped(docker).df({ abortSignal }),
        wait,
      );
      // What is shared is counted where it is whole.
      return (records ?? []).reduce((sum, { Size, Shared }) => (Shared ? sum : sum + Size), 0);
    },

    prune: (keepBytes, wait) =>
      patient(async (signal) => {
        // dockerode's own call takes no limit.
        const query = { 'keep-storage': String(keepBytes) };
        const answer = await request({ path: '/build/prune?', query, signal });
        let bytes = 0;
        for await (const { SpaceReclaimed = 0 } of jsonLines<Pruned>(answer)) bytes += SpaceReclaimed;
        return bytes;
      }, wait),
  };
}
