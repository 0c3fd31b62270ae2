// Builds and their logs, as the port shows them; a log can be followed while it grows.

import type { Clock } from '../../state/model/clock.ts';
import type { BuildLogPart, BuildRow } from '../../state/store/builds.ts';
import type { Store } from '../../state/store/store.ts';
import { ReconcilerError } from './errors.ts';
import type { ProgressHub } from './progress.ts';

export interface BuildViewDeps {
  readonly store: Pick<Store, 'builds'>;
  readonly clock: Clock;
  readonly progress: ProgressHub;
}

const PART = 500;
/** The net below the progress that wakes a follower. */
const LOOK_EVERY_MS = 1_000;

export function createBuildView({ store, clock, progress }: BuildViewDeps) {
  async function build(space: string, id: string): Promise<BuildRow> {
    const row = await store.builds.get(space, id);
    if (row !== undefined) return row;
    throw new ReconcilerError('BUILD_NOT_FOUND', `The space ${space} has no build ${id}.`, {
      hint: `raworc get builds -s ${space} lists them.`,
      details: { space, build: id },
    });
  }

  async function* log(
    space: string,
    id: string,
    { follow, signal }: { readonly follow: boolean; readonly signal: AbortSignal },
  ): AsyncIterable<BuildLogPart> {
    let after = 0;
    for (;;) {
      const stop = new AbortController();
      const grown = growth(space, id, AbortSignal.any([stop.signal, signal]));
      try {
        const { state } = await build(space, id);
        const lines = await store.builds.log(space, id, after, PART);
        yield* lines;
        after = lines.at(-1)?.line ?? after;
        if (lines.length === PART) continue;
        const open = state === 'queued' || state === 'building';
        if (!follow || !open || signal.aborted) return;
        await grown;
      } finally {
        stop.abort();
      }
    }
  }

  /** Resolves with the next sign of life of a build, after a while, or with the signal. */
  function growth(space: string, id: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const unlisten = progress.listen((each) => {
        if (each.type === 'build' && each.space === space && each.build === id) resolve();
      });
      signal.addEventListener('abort', () => {
        unlisten();
        resolve();
      });
      clock.wait(LOOK_EVERY_MS, { signal }).then(resolve, () => undefined);
    });
  }

  return { build, log };
}
