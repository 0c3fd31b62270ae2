// Removes images that nobody needs. Kept are those of every stored state, of what runs and is wanted, and of every
// session that isn't closed.

import type { AgentImages } from '../../runtime/images/images.ts';
import type { RetiredImage } from '../../runtime/images/retain.ts';
import type { TellRemovals } from '../../state/access/removals.ts';
import type { LayerHash } from '../../state/model/ids.ts';
import type { Store } from '../../state/store/store.ts';
import { HISTORY_KEPT } from './held-snapshot.ts';
import type { Snapshot } from './snapshot.ts';

export interface RetentionDeps {
  readonly store: Pick<Store, 'history' | 'spaces' | 'agents' | 'sessions' | 'tasks'>;
  readonly images: Pick<AgentImages, 'names' | 'retain'>;
}

export interface RemoveImages {
  /** Nothing is removed, and nobody is told. */
  readonly dryRun?: boolean;
  readonly tell: TellRemovals;
  readonly signal?: AbortSignal;
}

export async function imagesToKeep({ store, images }: RetentionDeps): Promise<ReadonlySet<string>> {
  const keep = new Set<string>();
  const layer = (space: string, agent: string, hash: string | null) => {
    if (hash !== null) keep.add(images.names.layerImage(space, agent, hash as LayerHash));
  };
  // Space by space: all the states of thousands of agents don't fit into one answer.
  for (const { name, image } of await store.spaces.list()) {
    for (const applied of await store.history.list(name, HISTORY_KEPT)) {
      keep.add(applied.image);
      for (const agent of (applied.snapshot as Snapshot).agents) layer(name, agent.name, agent.layer);
    }
    if (image !== null) keep.add(image);
    for (const agent of await store.agents.list(name)) {
      layer(name, agent.name, agent.layer);
      layer(name, agent.name, agent.goodLayer);
    }
  }
  for (const { image } of await store.sessions.open()) if (image !== null) keep.add(image);
  return keep;
}

/** Builds take minutes; what has no tag after that is of one that was cut off. */
const UNTAGGED_AFTER_MS = 24 * 60 * 60_000;

/** Nothing while a build is under way: what it makes is wanted by nobody yet who could be asked. */
export async function removeUnneededImages(
  deps: RetentionDeps,
  now: number,
  { tell, ...options }: RemoveImages,
): Promise<readonly RetiredImage[]> {
  if ((await deps.store.tasks.unfinished('build')).length > 0) return [];
  return deps.images.retain(await imagesToKeep(deps), {
    ...options,
    tell: (images) => tell(images.map(({ reference }) => ({ kind: 'image', name: reference }))),
    untaggedBefore: now - UNTAGGED_AFTER_MS,
  });
}
