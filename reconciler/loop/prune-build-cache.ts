// The engine's build cache beyond what somebody said that it may hold. It can't be told whose builds it is of, so nothing but
// a person's word makes it smaller.

import type { Engine, Waiting } from '../../runtime/containers/engine.ts';
import type { TellRemovals } from '../../state/access/removals.ts';
import type { Garbage } from './collect-garbage.ts';

export interface PruneBuildCacheDeps {
  readonly engine: Pick<Engine, 'buildCache'>;
}

interface Pruning {
  readonly dryRun: boolean;
  readonly tell: TellRemovals;
  /** Bytes that may stay. */
  readonly keep: number;
}

const NAME = 'build cache';

/** Undefined where it holds no more than it may. */
export async function pruneBuildCache(
  { buildCache }: PruneBuildCacheDeps['engine'],
  { dryRun, tell, keep }: Pruning,
  wait: Waiting,
): Promise<Garbage | undefined> {
  const spare = (await buildCache.size(wait)) - keep;
  if (spare <= 0) return undefined;
  if (!dryRun) await tell([{ kind: 'build-cache', name: NAME }]);
  const bytes = dryRun ? spare : await buildCache.prune(keep, wait);
  const why = 'It is of all builds on this engine, and holds more than it is to.';
  return { kind: 'build-cache', name: NAME, why, bytes };
}
