// A remote repository, read from its local cache. A damaged cache is thrown away and fetched again.

import type { CommitId } from '../../state/model/ids.ts';
import type { CacheFolder } from './cache-folder.ts';
import { chooseRef } from './choose-ref.ts';
import { createConnectivityCheck, neededBy } from './connectivity.ts';
import { CorruptObjectError, type ObjectSource } from './objects/git-object.ts';
import { indexPack } from './objects/pack-indexer.ts';
import { readHistory } from './objects/read-history.ts';
import { readPack } from './objects/pack-in-memory.ts';
import { createObjectStore } from './objects/object-store.ts';
import { createReading } from './reading.ts';
import type { Remote } from './remote/remote.ts';
import type { LetGo, Repository, RetainOptions, Waiting } from './repositories.ts';
import { createSharedFlights } from './shared-flight.ts';
import { createGuard } from './translate-damage.ts';

/** How many of the commits that are here a server is told of. */
const haveLimit = 4;

export function createCachedRepository(location: string, remote: Remote, folder: CacheFolder): Repository {
  const share = createSharedFlights();
  let state = openFolder(folder);
  /** One change at a time, so that the second transfer needs only what the first did not bring. */
  let lastWrite: Promise<unknown> = Promise.resolve();

  function discard(): void {
    folder.discard();
    state = openFolder(folder);
  }

  /** True where the commit is here with all its trees and blobs; looks once, then remembers. */
  async function isWhole(commit: CommitId, { signal }: Waiting): Promise<boolean> {
    if (!folder.isComplete(commit)) return false;
    if (state.checked.has(commit)) return true;
    try {
      await state.check(commit, signal);
    } catch (thrown) {
      if (!(thrown instanceof CorruptObjectError)) throw thrown;
      discard();
      return false;
    }
    state.checked.add(commit);
    return true;
  }

  async function transfer(commit: CommitId, signal: AbortSignal): Promise<void> {
    if (await isWhole(commit, { signal })) return;
    const have: CommitId[] = [];
    for (const { commit: candidate } of folder.complete().slice(0, haveLimit)) {
      if (await isWhole(candidate, { signal })) have.push(candidate);
    }
    const pack = await remote.pack({ want: commit, have }, { signal });
    folder.add(await indexPack(pack, state.objects, signal));
    await state.check(commit, signal);
    folder.markComplete(commit);
    state.checked.add(commit);
  }

  async function transferOrStartAnew(commit: CommitId, signal: AbortSignal): Promise<void> {
    try {
      await transfer(commit, signal);
    } catch (thrown) {
      if (!(thrown instanceof CorruptObjectError)) throw thrown;
      discard();
      await transfer(commit, signal);
    }
  }

  /** Removes what only forgotten commits hold. */
  async function retain(
    commits: Iterable<CommitId>,
    { dryRun = false, newest = 0, signal }: RetainOptions,
  ): Promise<LetGo> {
    const latest = folder.complete().slice(0, newest);
    const others = folder.others(new Set([...commits, ...latest.map(({ commit }) => commit)]));
    if (others.length === 0 && !folder.isHalfDropped()) return { commits: 0, bytes: 0 };
    if (!dryRun && others.length > 0) folder.forget(others);
    const going = new Set(others);
    const needed = new Set<string>();
    for (const { commit } of folder.complete()) {
      if (going.has(commit)) continue;
      const { trees, blobs } = await neededBy(objects, commit, needed, signal);
      for (const oid of [commit, ...trees, ...blobs]) needed.add(oid);
    }
    const bytes = folder.drop(needed, { dryRun });
    if (!dryRun) state = openFolder(folder);
    return { commits: others.length, bytes };
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = lastWrite.then(work);
    lastWrite = mine.catch(() => undefined); // who asked for it is told; the next only waits for its end
    return mine;
  }

  const objects: ObjectSource = {
    readMany: (oids, waiting) => state.objects.readMany(oids, waiting),
    missing: (oids) => state.objects.missing(oids),
  };
  const hint = 'They were thrown away and are fetched again by the next run.';
  const guard = createGuard({ location, onDamage: discard, hint });
  const isReadable = (commit: CommitId) => folder.isComplete(commit);
  /** Somebody else may have thrown the cache away: the next fetch has to look again. */
  const onMissing = () => {
    state = openFolder(folder);
  };

  return {
    ...createReading({ location, objects, isReadable, guard, onMissing }),
    location,
    refs: (waiting = {}) => remote.refs(waiting),
    async resolve(request, listing, waiting = {}) {
      return chooseRef(request, listing ?? (await remote.refs(waiting)), location);
    },
    has: (commit, waiting = {}) => guard(() => isWhole(commit, waiting)),
    fetch: (commit, waiting = {}) =>
      guard(async () => {
        if (await isWhole(commit, waiting)) return folder.touch(commit);
        await share(commit, (signal) => inTurn(() => transferOrStartAnew(commit, signal)), waiting);
      }),
    // Nothing of it is kept: the cache holds commits that are whole.
    history: (commits, depth, waiting = {}) =>
      guard(async () => {
        const pack = await remote.history({ commits, depth }, waiting);
        return readHistory(await readPack(pack, waiting.signal), commits, depth, waiting.signal);
      }),
    retain: (commits, options = {}) => guard(() => inTurn(() => retain(commits, options))),
  };
}

function openFolder(folder: CacheFolder) {
  const objects = createObjectStore(folder.objectsDir, { verify: true });
  return { objects, check: createConnectivityCheck(objects), checked: new Set<CommitId>() };
}
