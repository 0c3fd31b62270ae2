// Keeps an overview for those who watch it, one for all of them. It is read from the store again and again, for any process may
// have changed what it shows; while nobody watches nothing is read.

import { createHash } from 'node:crypto';
import type { Reconciler, StatusSummary } from '../../../reconciler/loop/control.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { Store } from '../../../state/store/store.ts';
import type { ConfigOverview, Overview, OverviewChange, SpaceOverview } from '../shapes/overview.ts';
import {
  noProblems,
  overviewOfConfig,
  overviewOfSpace,
  problemsBySpace,
  sessionsBySpace,
} from './overview.ts';

export interface LiveOverviewDeps {
  readonly reconciler: Pick<Reconciler, 'status'>;
  readonly sessions: Pick<Store['sessions'], 'countByState'>;
  readonly reviews: Pick<Store['reviews'], 'version'>;
  readonly clock: Clock;
}

export interface LiveOverview {
  now(): Promise<Overview>;
  /** First all there is, then what changes, until the signal aborts. A slow reader misses steps and nothing else. */
  watch(signal: AbortSignal): AsyncIterable<Overview | OverviewChange>;
}

/** People see the difference; reading 1,000 agents more often would cost more than it shows. */
const LOOK_EVERY_MS = 1_000;

export function createLiveOverview(deps: LiveOverviewDeps): LiveOverview {
  const { reconciler, sessions, reviews, clock } = deps;
  let underWay: { readonly at: number; readonly overview: Promise<Overview> } | undefined;

  async function read(): Promise<Overview> {
    const [status, counts, version] = await Promise.all([
      reconciler.status(),
      sessions.countByState(),
      reviews.version(),
    ]);
    return { ...toOverview(status, sessionsBySpace(counts)), reviews: concealed(version) };
  }

  /** However many ask, it is read once in a while. */
  function shared(): Promise<Overview> {
    const now = clock.now();
    if (underWay === undefined || now < underWay.at || now - underWay.at >= LOOK_EVERY_MS) {
      underWay = { at: now, overview: read() };
      underWay.overview.catch(() => (underWay = undefined));
    }
    return underWay.overview;
  }

  return {
    now: shared,
    async *watch(signal) {
      let last = await shared();
      yield last;
      while (!signal.aborted) {
        await clock.wait(LOOK_EVERY_MS, { signal }).catch(() => undefined);
        if (signal.aborted) return;
        // A store that is away now is there again later; what was shown stays.
        const next = await shared().catch(() => last);
        const change = changeOf(last, next);
        last = next;
        if (change !== undefined) yield change;
      }
    },
  };
}

/** Not everybody who watches may see every review, nor know how many there are. */
function concealed(version: string): string {
  return createHash('sha256').update(version).digest('base64url').slice(0, 12);
}

function toOverview(
  { config, spaces }: StatusSummary,
  counts: ReturnType<typeof sessionsBySpace>,
): Omit<Overview, 'reviews'> {
  const problems = problemsBySpace(config);
  const known = new Set(spaces.map(({ name }) => name));
  const missing = [...problems.keys()].filter((name) => !known.has(name)).sort();
  return {
    config: overviewOfConfig(config, missing),
    spaces: spaces.map((space) => {
      const { name } = space;
      const beside = { sessions: counts.get(name) ?? {}, problems: problems.get(name) ?? noProblems };
      return overviewOfSpace(space, beside);
    }),
  };
}

const texts = new WeakMap<SpaceOverview | ConfigOverview, string>();

/** Made once for all who watch: each of them compares what was read for everybody. */
function textOf(part: SpaceOverview | ConfigOverview): string {
  const text = texts.get(part) ?? JSON.stringify(part);
  texts.set(part, text);
  return text;
}

/** Undefined where nothing is different. */
export function changeOf(before: Overview, after: Overview): OverviewChange | undefined {
  const known = new Map(before.spaces.map((space) => [space.name, textOf(space)]));
  const spaces = after.spaces.filter((space) => known.get(space.name) !== textOf(space));
  for (const { name } of after.spaces) known.delete(name);
  const gone = [...known.keys()];
  const isConfigNew = textOf(before.config) !== textOf(after.config);
  const areReviewsNew = before.reviews !== after.reviews;
  if (!isConfigNew && !areReviewsNew && spaces.length === 0 && gone.length === 0) return undefined;
  return {
    ...(isConfigNew ? { config: after.config } : {}),
    ...(areReviewsNew ? { reviews: after.reviews } : {}),
    spaces,
    gone,
  };
}
