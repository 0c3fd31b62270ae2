// A repository at a path of this machine, read where it stands: nothing is copied, and nothing is written to it.

import { join } from 'node:path';

import type { CommitId } from '../../../state/model/ids.ts';
import { chooseRef } from '../choose-ref.ts';
import { GitError } from '../errors.ts';
import type { ObjectSource } from '../objects/git-object.ts';
import { createObjectStore } from '../objects/object-store.ts';
import { createReading } from '../reading.ts';
import type { RefListing, Repository, Waiting } from '../repositories.ts';
import { createGuard } from '../translate-damage.ts';
import { findGitDir } from './git-dir.ts';
import { readLocalRefs } from './local-refs.ts';

/** The folder need not exist yet: it is looked for at each call until it is found. */
export function createLocalRepository(location: string): Repository {
  let store: { readonly path: string; readonly objects: ObjectSource } | undefined;
  const hint = 'Check the repository with `git fsck`.';
  const guard = createGuard({ location, onDamage: () => {}, hint });

  /** Found anew each time, for the folder may have been replaced by another repository. */
  function current(): ObjectSource {
    const path = join(findGitDir(location).shared, 'objects');
    if (store?.path !== path) store = { path, objects: createObjectStore(path, { verify: false }) };
    return store.objects;
  }

  const objects: ObjectSource = {
    readMany: async (oids, waiting) => current().readMany(oids, waiting),
    missing: async (oids) => current().missing(oids),
  };

  const refs = ({ signal }: Waiting): Promise<RefListing> =>
    guard(async () => {
      signal?.throwIfAborted();
      return readLocalRefs(findGitDir(location), objects);
    });

  const has = (commit: CommitId, { signal }: Waiting) =>
    guard(async () => {
      signal?.throwIfAborted();
      return (await objects.missing([commit])).length === 0;
    });

  return {
    ...createReading({ location, objects, isReadable: () => true, guard }),
    location,
    refs: (waiting = {}) => refs(waiting),
    async resolve(request, listing, waiting = {}) {
      return chooseRef(request, listing ?? (await refs(waiting)), location);
    },
    has: (commit, waiting = {}) => has(commit, waiting),
    retain: async () => ({ commits: 0, bytes: 0 }),
    async fetch(commit, waiting = {}) {
      if (await has(commit, waiting)) return;
      throw new GitError(
        'COMMIT_NOT_FOUND',
        `The repository at ${location} lacks the commit ${commit.slice(0, 12)}.`,
        {
          hint: 'Fetch it there, or name another commit.',
          details: { location, commit },
        },
      );
    },
  };
}
