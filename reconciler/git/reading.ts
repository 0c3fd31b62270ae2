// Reading what a commit holds, the same for cached and for local repositories.

import type { CommitId } from '../../state/model/ids.ts';
import { GitError } from './errors.ts';
import { parseCommitObject, type CommitObject } from './objects/commit-object.ts';
import type { GitObject, ObjectSource } from './objects/git-object.ts';
import { readHistory } from './objects/read-history.ts';
import type { TreeObjectEntry } from './objects/tree-object.ts';
import type { ArchiveEntry, Repository, TreeEntry } from './repositories.ts';
import { diffTrees } from './trees/diff-trees.ts';
import type { Guard } from './translate-damage.ts';
import { createTreeSource, type ReadTrees } from './trees/tree-source.ts';
import { findEntry, isBlob, listTree } from './trees/walk-tree.ts';

export type Reading = Pick<
  Repository,
  | 'tree'
  | 'folder'
  | 'treeId'
  | 'changedPaths'
  | 'readMany'
  | 'readFile'
  | 'archive'
  | 'info'
  | 'commitObject'
  | 'history'
>;

/** How many files are held in memory at once while a folder is archived. */
const archiveBatch = 64;

export interface ReadingSource {
  readonly location: string;
  readonly objects: ObjectSource;
  /** False: the commit is not to be read, even where some of its objects are here. */
  isReadable(commit: CommitId): boolean;
  /** Called where an object is not there that is asked for. */
  onMissing?(): void;
  readonly guard: Guard;
}

export function createReading({ location, objects, isReadable, guard, onMissing }: ReadingSource): Reading {
  function notFetched(what: string): GitError {
    onMissing?.();
    return new GitError('COMMIT_NOT_FETCHED', `${what} of ${location} is not here.`, {
      hint: 'It is fetched again by the next run.',
      disposition: 'retry',
      details: { location },
    });
  }

  async function commitBytes(commit: CommitId): Promise<Uint8Array> {
    const object = isReadable(commit) ? (await objects.readMany([commit])).get(commit) : undefined;
    if (object?.type !== 'commit') throw notFetched(`The commit ${commit.slice(0, 12)}`);
    return object.bytes;
  }

  async function commitObject(commit: CommitId): Promise<CommitObject> {
    return parseCommitObject(commit, await commitBytes(commit));
  }

  async function entryAt(commit: CommitId, path: string, readTrees: ReadTrees): Promise<TreeObjectEntry> {
    const { tree } = await commitObject(commit);
    const entry = await findEntry(readTrees, tree, path);
    if (entry !== undefined) return entry;
    throw notThere(commit, path);
  }

  function notThere(commit: CommitId, path: string): GitError {
    return new GitError('PATH_NOT_FOUND', `\`${path}\` is not in ${location} at ${commit.slice(0, 12)}.`, {
      hint: 'Check the path and the ref; paths are relative to the root of the repository.',
      details: { location, commit, path },
    });
  }

  async function readBlobs(oids: Iterable<string>, signal?: AbortSignal): Promise<Map<string, Uint8Array>> {
    const wanted = new Set(oids);
    const found = await objects.readMany(wanted, signal === undefined ? {} : { signal });
    const contents = new Map<string, Uint8Array>();
    for (const oid of wanted) {
      const object: GitObject | undefined = found.get(oid);
      if (object?.type !== 'blob') throw notFetched(`The file with the id ${oid}`);
      contents.set(oid, object.bytes);
    }
    return contents;
  }

  async function tree(commit: CommitId, path: string, signal?: AbortSignal): Promise<readonly TreeEntry[]> {
    const readTrees = createTreeSource(objects, signal);
    const entry = await entryAt(commit, path, readTrees);
    if (entry.type === 'tree') return listTree(readTrees, entry.oid);
    return [{ path: entry.name, type: entry.type, oid: entry.oid }];
  }

  return {
    tree: (commit, path, { signal } = {}) => guard(() => tree(commit, path, signal)),
    folder: (commit, path, { signal } = {}) =>
      guard(async () => {
        const readTrees = createTreeSource(objects, signal);
        const entry = await entryAt(commit, path, readTrees);
        if (entry.type !== 'tree') throw notThere(commit, path);
        return (await readTrees([entry.oid])).get(entry.oid) ?? [];
      }),
    treeId: (commit, path, { signal } = {}) =>
      guard(async () => (await entryAt(commit, path, createTreeSource(objects, signal))).oid),
    changedPaths: (from, to, path, { signal } = {}) =>
      guard(async () => {
        const readTrees = createTreeSource(objects, signal);
        const [before, after] = await Promise.all(
          [from, to].map(async (commit) => {
            const entry = await findEntry(readTrees, (await commitObject(commit)).tree, path);
            return entry?.type === 'tree' ? entry.oid : undefined;
          }),
        );
        return diffTrees(readTrees, before, after);
      }),
    readMany: (oids, { signal } = {}) => guard(() => readBlobs(oids, signal)),
    readFile: (commit, path, { signal } = {}) =>
      guard(async () => {
        const { oid, type } = await entryAt(commit, path, createTreeSource(objects, signal));
        const content = isBlob(type) ? (await readBlobs([oid], signal)).get(oid) : undefined;
        if (content !== undefined) return content;
        throw new GitError(
          'PATH_NOT_FOUND',
          `\`${path}\` is not a file in ${location} at ${commit.slice(0, 12)}.`,
          {
            hint: 'Name a file, not a folder or a submodule.',
            details: { location, commit, path },
          },
        );
      }),
    async *archive(commit, path, { signal } = {}) {
      const entries = await guard(() => tree(commit, path, signal));
      const submodule = entries.find(({ type }) => type === 'submodule');
      if (submodule !== undefined) throw hasSubmodule(location, submodule.path);
      for (let at = 0; at < entries.length; at += archiveBatch) {
        const batch = entries.slice(at, at + archiveBatch);
        const oids = batch.map(({ oid }) => oid);
        const contents = await guard(() => readBlobs(oids, signal));
        for (const { path, type, oid } of batch) {
          const bytes = contents.get(oid) ?? new Uint8Array();
          yield { path, type: type as ArchiveEntry['type'], bytes, lfsPointer: isLfsPointer(bytes) };
        }
      }
    },
    info: (commit) =>
      guard(async () => {
        const { tree: _tree, ...info } = await commitObject(commit);
        return info;
      }),
    history: (commits, depth, { signal } = {}) =>
      guard(async () => {
        for (const commit of commits) await commitBytes(commit);
        return readHistory(objects, commits, depth, signal);
      }),
    commitObject: (commit) => guard(() => commitBytes(commit)),
  };
}

const lfsHeader = new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n');

function isLfsPointer(bytes: Uint8Array): boolean {
  return bytes.length < 1024 && lfsHeader.every((byte, at) => bytes[at] === byte);
}

function hasSubmodule(location: string, path: string): GitError {
  return new GitError('SUBMODULE_NOT_SUPPORTED', `${location} has a submodule at \`${path}\`.`, {
    hint: 'Copy its files into the repository, or declare the other repository as a source of its own.',
    details: { location, path },
  });
}
