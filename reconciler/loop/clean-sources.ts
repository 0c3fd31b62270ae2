// Lets the local caches of repositories go of what nobody needs any more, or tells what that would be.

import type { TellRemovals } from '../../state/access/removals.ts';
import type { Store } from '../../state/store/store.ts';
import type { ConfigSource, Loader, SpareSource } from './loader.ts';
import { neededSources } from './needed-sources.ts';

/** Commits stay for an hour anyway. */
export const CACHES_EVERY_MS = 60 * 60_000;

export interface CleanSourcesDeps {
  readonly store: Pick<Store, 'spaces' | 'agents' | 'history' | 'approvals' | 'revisions'>;
  readonly loader: Pick<Loader, 'retainSources'>;
  readonly config: Pick<ConfigSource, 'location'>;
  readonly tell: TellRemovals;
}

export async function cleanSources(
  { store, loader, config, tell }: CleanSourcesDeps,
  { dryRun, ...wait }: { readonly dryRun: boolean; readonly signal?: AbortSignal },
): Promise<readonly SpareSource[]> {
  const needed = await neededSources(store, config.location);
  const spare = await loader.retainSources(needed, { dryRun: true, ...wait });
  if (dryRun || spare.length === 0) return spare;
  await tell(spare.map(({ location }) => ({ kind: 'source', name: location })));
  return loader.retainSources(needed, { dryRun: false, ...wait });
}
