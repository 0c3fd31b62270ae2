// Git in memory, for scenarios: repositories that are written to by the test and read through the port.

import type { CommitId } from '../../../state/model/ids.ts';
import { chooseRef } from '../choose-ref.ts';
import { GitError } from '../errors.ts';
import { parseLocation } from '../location.ts';
import type { GitObject } from '../objects/git-object.ts';
import { createReading } from '../reading.ts';
import type { RefListing, Repositories, Repository, Waiting } from '../repositories.ts';
import { createMemoryObjects, type MemoryFile, type Snapshot } from './memory-objects.ts';

export interface MemoryCommitOptions {
  /** Default `main`. */
  readonly branch?: string;
  /** Milliseconds since the epoch; default 0. */
  readonly at?: number;
}

/** Path → content; null removes the path, or the folder of that name. What is not named stays. */
export type MemoryFiles = Readonly<Record<string, string | Uint8Array | MemoryFile | null>>;

export interface ReceivedCommit {
  readonly commit: CommitId;
  readonly parent: CommitId | undefined;
  readonly changes: ReadonlyMap<string, string | null>;
  readonly objects: ReadonlyMap<string, GitObject>;
}

export interface MemoryRepository extends Repository {
  commit(files: MemoryFiles, message?: string, options?: MemoryCommitOptions): Promise<CommitId>;
  /** Replaces a branch's whole history by one commit with exactly these files. */
  forcePush(files: MemoryFiles, message?: string, options?: MemoryCommitOptions): Promise<CommitId>;
  /** What a branch points to at this moment, with nothing awaited in between. */
  head(branch: string): CommitId | undefined;
  /** Takes a commit that was made elsewhere; no branch points to it yet. */
  receive(received: ReceivedCommit): void;
  branch(name: string, commit: CommitId | null): Promise<void>;
  tag(name: string, commit: CommitId): Promise<void>;
  /** What asks the remote fails with this from now on; undefined ends it. */
  setFault(fault: GitError | undefined): void;
}

export interface MemoryRepositories extends Repositories {
  /** Made, empty, when it is first asked for. */
  open(location: string): MemoryRepository;
}

export function createMemoryRepositories(): MemoryRepositories {
  const opened = new Map<string, MemoryRepository>();
  return {
    cached: () => [...opened.keys()].toSorted(),
    open(text) {
      const location = parseLocation(text);
      if (location.type === 'invalid') {
        throw new GitError('INVALID_LOCATION', location.reason, { hint: location.hint });
      }
      const repository = opened.get(location.canonical) ?? createMemoryRepository(location.canonical);
      opened.set(location.canonical, repository);
      return repository;
    },
  };
}

function createMemoryRepository(location: string): MemoryRepository {
  const objects = createMemoryObjects();
  const snapshots = new Map<CommitId, Snapshot>();
  const refs = new Map<string, CommitId>();
  const fetched = new Set<CommitId>();
  let fault: GitError | undefined;

  function listing({ signal }: Waiting): RefListing {
    signal?.throwIfAborted();
    if (fault !== undefined) throw fault;
    const name = 'refs/heads/main';
    const commit = refs.get(name);
    return commit === undefined ? { refs: new Map(refs) } : { head: { name, commit }, refs: new Map(refs) };
  }

  function write(
    files: MemoryFiles,
    message: string,
    { branch = 'main', at = 0 }: MemoryCommitOptions,
    parent: CommitId | undefined,
  ): CommitId {
    const snapshot = changed(parent === undefined ? new Map() : (snapshots.get(parent) ?? new Map()), files);
    const commit = objects.add({ files: snapshot, message, at, parent });
    snapshots.set(commit, snapshot);
    refs.set(`refs/heads/${branch}`, commit);
    return commit;
  }

  const guard = <T>(work: () => Promise<T>) => work();
  return {
    ...createReading({ location, objects, isReadable: (commit) => fetched.has(commit), guard }),
    location,
    refs: async (waiting = {}) => listing(waiting),
    resolve: async (request, given, waiting = {}) => chooseRef(request, given ?? listing(waiting), location),
    has: async (commit) => fetched.has(commit),
    async fetch(commit, { signal } = {}) {
      signal?.throwIfAborted();
      if (fetched.has(commit)) return;
      if (fault !== undefined) throw fault;
      if (!snapshots.has(commit)) {
        throw new GitError(
          'COMMIT_NOT_FOUND',
          `${location} does not have the commit ${commit.slice(0, 12)}.`,
          {
            hint: 'Name a commit that a branch or tag leads to.',
          },
        );
      }
      fetched.add(commit);
    },
    async retain(commits, { dryRun = false, newest = 0 } = {}) {
      const keep = new Set([...commits, ...[...fetched].slice(fetched.size - newest)]);
      const others = [...fetched].filter((commit) => !keep.has(commit));
      if (!dryRun) for (const commit of others) fetched.delete(commit);
      return { commits: others.length, bytes: 0 };
    },
    commit: async (files, message = 'Change', options = {}) =>
      write(files, message, options, refs.get(`refs/heads/${options.branch ?? 'main'}`)),
    forcePush: async (files, message = 'Start again', options = {}) =>
      write(files, message, options, undefined),
    head: (branch) => refs.get(`refs/heads/${branch}`),
    receive({ commit, parent, changes, objects: received }) {
      objects.receive(received);
      const before: Snapshot = (parent === undefined ? undefined : snapshots.get(parent)) ?? new Map();
      const files = [...changes].map(([path, content]) => {
        const type = before.get(path)?.type === 'executable' ? 'executable' : 'file';
        return [path, content === null ? null : ({ type, content } as const)] as const;
      });
      snapshots.set(commit, changed(before, Object.fromEntries(files)));
    },
    async branch(name, commit) {
      if (commit === null) refs.delete(`refs/heads/${name}`);
      else refs.set(`refs/heads/${name}`, commit);
    },
    async tag(name, commit) {
      refs.set(`refs/tags/${name}`, commit);
    },
    setFault(next) {
      fault = next;
    },
  };
}

function changed(before: Snapshot, files: MemoryFiles): Snapshot {
  const after = new Map(before);
  for (const [path, file] of Object.entries(files)) {
    for (const present of after.keys()) if (present.startsWith(`${path}/`)) after.delete(present);
    if (file === null) after.delete(path);
    else if (typeof file === 'string' || file instanceof Uint8Array)
      after.set(path, { type: 'file', content: file });
    else after.set(path, file);
  }
  return after;
}
