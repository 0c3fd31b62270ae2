// What nobody needs any more, of ours: found by looking at everything, and removed or only told.

import type { SessionControl } from '../../runtime/sessions/control.ts';
import { forgetClosed } from '../../runtime/sessions/forget-closed.ts';
import type { RetireBases } from '../../runtime/images/base/retire-bases.ts';
import { createTellRemovals } from '../../state/access/removals.ts';
import type { Clock } from '../../state/model/clock.ts';
import type { Store } from '../../state/store/store.ts';
import { pruneBuildCache, type PruneBuildCacheDeps } from './prune-build-cache.ts';
import { removeUnneededImages, type RetentionDeps } from './retention.ts';
import { cleanSources, type CleanSourcesDeps } from './clean-sources.ts';

export interface Garbage {
  /** `source`: what of a repository's local cache nobody needs. */
  readonly kind: 'session' | 'container' | 'volume' | 'image' | 'log' | 'source' | 'build-cache';
  readonly name: string;
  /** A sentence. */
  readonly why: string;
  /** Null where nobody knows without measuring. */
  readonly bytes: number | null;
}

export interface CollectOptions {
  /** Nothing is removed. */
  readonly dryRun: boolean;
  /** Closed sessions go with their history when they were closed before; left out, all stay. */
  readonly closedBefore?: number;
  /** So many bytes of the engine's build cache stay, which is of all builds on that engine; left out, all of it. */
  readonly keepBuildCache?: number;
}

/** Only where somebody asks: they are of all installations on the engine, which may be about to need them. */
interface SharedImages {
  readonly retireBases?: RetireBases;
}

export interface CollectDeps
  extends RetentionDeps, SharedImages, PruneBuildCacheDeps, Omit<CleanSourcesDeps, 'tell' | 'store'> {
  readonly store: Store;
  readonly sessions: Pick<SessionControl, 'orphans'>;
  readonly clock: Clock;
  /** Throws while nothing may be done on the engine. */
  readonly requireEngine: () => void;
}

/** Answers what was removed, or would be. What something still uses is left, and found again. */
export async function collectGarbage(
  deps: CollectDeps,
  { dryRun, closedBefore, keepBuildCache }: CollectOptions,
  wait: { readonly signal?: AbortSignal },
): Promise<readonly Garbage[]> {
  deps.requireEngine();
  const garbage: Garbage[] = [];
  const tell = createTellRemovals(deps);
  const orphans = await deps.sessions.orphans(wait);
  if (!dryRun) await tell(orphans);
  for (const { kind, name, why, bytes, remove } of orphans) {
    if (dryRun || (await remove(wait))) garbage.push({ kind, name, why, bytes: bytes ?? null });
  }
  for (const { reference, bytes } of await removeUnneededImages(deps, deps.clock.now(), {
    dryRun,
    tell,
    ...wait,
  })) {
    garbage.push({
      kind: 'image',
      name: reference,
      why: 'No space, session or kept revision needs it.',
      bytes,
    });
  }
  const bases = await deps.retireBases?.({
    dryRun,
    tell: (images) => tell(images.map(({ reference }) => ({ kind: 'image', name: reference }))),
    ...wait,
  });
  for (const { reference, bytes } of bases ?? []) {
    const why = 'It is a base of an earlier version, on which no image of any installation stands.';
    garbage.push({ kind: 'image', name: reference, why, bytes });
  }
  for (const { location, commits, bytes } of await cleanSources({ ...deps, tell }, { dryRun, ...wait })) {
    const what = commits === 1 ? '1 commit' : `${commits} commits`;
    garbage.push({
      kind: 'source',
      name: location,
      why: `Its local cache holds ${what} that no stored state needs.`,
      bytes,
    });
  }
  if (keepBuildCache !== undefined) {
    const cache = await pruneBuildCache(deps.engine, { dryRun, tell, keep: keepBuildCache }, wait);
    if (cache !== undefined) garbage.push(cache);
  }
  if (closedBefore === undefined) return garbage;
  const closed = await forgetClosed(deps.store, {
    before: closedBefore,
    now: deps.clock.now(),
    warm: false,
    dryRun,
    ...wait,
  });
  for (const { id, since } of closed) {
    const why = `It was closed at ${new Date(since).toISOString()}; its history goes with it.`;
    garbage.push({ kind: 'session', name: id, why, bytes: null });
  }
  return garbage;
}
