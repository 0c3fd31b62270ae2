// Which layer of an agent goes into its space's image: the one that its source asks for, or the last good one where that
// can't be had. Pure.

import type { BuildRow } from '../../state/store/builds.ts';
import { backoffMs } from './backoff.ts';
import type { PinnedLayer } from './snapshot.ts';

export interface LayerFacts {
  /** The newest build of a layer in this space. */
  build(layer: string): BuildRow | undefined;
  /** Whether its image is on the engine. */
  present(layer: string): boolean;
}

export type LayerChoice =
  /** As declared. */
  | { readonly type: 'wanted'; readonly use: PinnedLayer }
  /** To be asked for, which is harmless where it is being built already. */
  | { readonly type: 'pending'; readonly build: PinnedLayer }
  /** What is declared can't be had; `use` is absent where there never was a good layer. */
  | {
      readonly type: 'fallback';
      readonly use: PinnedLayer | undefined;
      /** The failed build; absent where already the source failed. */
      readonly failed: BuildRow | undefined;
      /** Set where trying again may help: when. */
      readonly retryAt?: number;
    };

/** Failures of the agent's own code: the same input fails the same way. */
const final: ReadonlySet<string> = new Set([
  'BUILD_FAILED',
  'BUILD_TIMEOUT',
  'SOURCE_UNUSABLE',
  'SUBMODULE_NOT_SUPPORTED',
]);

export function chooseLayer(
  wanted: PinnedLayer | undefined,
  good: PinnedLayer | undefined,
  facts: LayerFacts,
  now: number,
): LayerChoice {
  if (wanted !== undefined) {
    const standing = stand(wanted, facts, now);
    if (standing.type === 'present') return { type: 'wanted', use: wanted };
    if (standing.type !== 'failed') return { type: 'pending', build: wanted };
    const { failed, retryAt } = standing;
    return { ...fallBack(good, facts, now, failed), ...(retryAt === undefined ? {} : { retryAt }) };
  }
  return fallBack(good, facts, now, undefined);
}

function fallBack(
  good: PinnedLayer | undefined,
  facts: LayerFacts,
  now: number,
  failed: BuildRow | undefined,
): LayerChoice {
  if (good === undefined || good.layer === failed?.id) return { type: 'fallback', use: undefined, failed };
  const standing = stand(good, facts, now);
  if (standing.type === 'present') return { type: 'fallback', use: good, failed };
  // Somebody removed the image of the last good layer: the same can be built again from its commit.
  if (standing.type !== 'failed') return { type: 'pending', build: good };
  return { type: 'fallback', use: undefined, failed: failed ?? standing.failed };
}

type Standing =
  | { readonly type: 'present' | 'building' | 'absent' }
  | { readonly type: 'failed'; readonly failed: BuildRow; readonly retryAt?: number };

function stand({ layer }: PinnedLayer, facts: LayerFacts, now: number): Standing {
  const build = facts.build(layer);
  if (build?.state === 'queued' || build?.state === 'building') return { type: 'building' };
  if (facts.present(layer)) return { type: 'present' };
  if (build?.state !== 'failed') return { type: 'absent' };
  const retryAt = layerRetryAt(build);
  if (retryAt === undefined) return { type: 'failed', failed: build };
  return retryAt <= now ? { type: 'absent' } : { type: 'failed', failed: build, retryAt };
}

/** When a layer's failed build may be tried again by itself; undefined where that is pointless. */
function layerRetryAt(build: BuildRow): number | undefined {
  return build.error !== null && final.has(build.error.code) ? undefined : buildRetryAt(build);
}

export function buildRetryAt(build: BuildRow): number {
  return (build.endedAt ?? build.queuedAt) + backoffMs(build.attempt, 0.5);
}
