// What of the local caches of repositories nobody needs any more: commits that no stored state and nothing that is
// declared names.

import { parseCommitId, type CommitId } from '../../../state/model/ids.ts';
import type { Repositories } from '../../git/repositories.ts';
import type { NeededCommits, SpareSource, Waiting } from '../loader.ts';

/** Of a repository that is followed, so many of the latest stay: twice those that transfers under way may stand on. */
const NEWEST_KEPT = 8;

export async function retainSources(
  repositories: Repositories,
  needed: readonly NeededCommits[],
  options: { readonly dryRun: boolean } & Waiting,
): Promise<readonly SpareSource[]> {
  const keep = new Map<string, CommitId[]>();
  for (const { location, commits } of needed) {
    // Different spellings are one repository.
    const canonical = repositories.open(location).location;
    const known = keep.get(canonical) ?? [];
    keep.set(canonical, [...known, ...commits.flatMap((commit) => parseCommitId(commit) ?? [])]);
  }
  const spare: SpareSource[] = [];
  for (const location of repositories.cached()) {
    const commits = keep.get(location);
    const newest = commits === undefined ? 0 : NEWEST_KEPT;
    const letGo = await repositories.open(location).retain(commits ?? [], { ...options, newest });
    if (letGo.commits > 0 || letGo.bytes > 0) spare.push({ location, ...letGo });
  }
  return spare;
}
