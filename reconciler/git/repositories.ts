// The port to Git: the only way in which Raworc lists refs, fetches commits and reads what is in them.
// Adapters: cached/ (smart HTTP into a local cache, and local paths) and memory/, both held to test/contract/git.

import type { CommitId } from '../../state/model/ids.ts';

export interface Waiting {
  /** Aborted, the call rejects with the signal's reason; a fetch that others wait for goes on for them. */
  readonly signal?: AbortSignal;
}

/** What a source follows. Both left out: the remote's HEAD. `ref` and `semver` exclude each other. */
export interface RefRequest {
  /** A branch, a tag, a full ref (`refs/…`) or a full commit hash. A branch wins over a tag of the same name. */
  readonly ref?: string;
  /** A range over the tags, which may start with `v`: the highest version in it is taken. */
  readonly semver?: string;
}

export interface RefListing {
  /** Absent where the repository is empty. `name` is the branch that HEAD points to, absent when it is detached. */
  readonly head?: { readonly name?: string; readonly commit: CommitId };
  /** Full ref name → commit; annotated tags are peeled. Only `refs/heads/` and `refs/tags/`. */
  readonly refs: ReadonlyMap<string, CommitId>;
}

export interface Resolved {
  readonly commit: CommitId;
  /** The full ref that led there; absent for a commit hash and a detached HEAD. */
  readonly name?: string;
}

/** `file` and `executable` are blobs, a `symlink` is a blob that holds its target, a `submodule` is a commit elsewhere. */
export type EntryType = 'file' | 'executable' | 'symlink' | 'submodule';

export interface TreeEntry {
  /** Relative to the path that was asked for, with `/`, never starting or ending with it. */
  readonly path: string;
  readonly type: EntryType;
  /** The blob's id (the commit's, for a submodule): equal ids have equal content, across repositories too. */
  readonly oid: string;
}

/** What stands directly in a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly type: EntryType | 'tree';
  readonly oid: string;
}

/** A path whose entry differs; `from` is absent for what was added, `to` for what was removed. */
export interface ChangedEntry {
  readonly path: string;
  readonly from?: TreeEntry;
  readonly to?: TreeEntry;
}

export interface ArchiveEntry {
  readonly path: string;
  readonly type: 'file' | 'executable' | 'symlink';
  /** The content; for a symlink its target as UTF-8. */
  readonly bytes: Uint8Array;
  /** True where the content is a Git LFS pointer instead of the file that it stands for. */
  readonly lfsPointer: boolean;
}

export interface CommitInfo {
  readonly commit: CommitId;
  readonly author: string;
  readonly email: string;
  /** Who made the commit of it, such as GitHub for a merge. */
  readonly committer: string;
  readonly committerEmail: string;
  /** The committer's time, in milliseconds since the epoch. */
  readonly at: number;
  /** The first line of the message. */
  readonly subject: string;
  readonly parents: readonly CommitId[];
}

export interface RetainOptions extends Waiting {
  /** Nothing is removed. */
  readonly dryRun?: boolean;
  /** So many of the latest are kept besides, since the next transfers stand on them. */
  readonly newest?: number;
}

/** What was let go of, or would be. */
export interface LetGo {
  readonly commits: number;
  /** About what becomes free. */
  readonly bytes: number;
}

/** Every method may throw the errors of errors.ts; each says whether trying again can help. */
export interface Repository {
  /** The canonical location; fit for logs, never holds credentials. */
  readonly location: string;

  /** One listing of the remote's refs; fetches no object. */
  refs(waiting?: Waiting): Promise<RefListing>;

  /**
   * The commit that `request` means now. With `listing` given nothing is asked of the remote.
   * REF_NOT_FOUND, and REPOSITORY_EMPTY where there is no commit at all.
   */
  resolve(request: RefRequest, listing?: RefListing, waiting?: Waiting): Promise<Resolved>;

  /**
   * Makes a commit with its whole tree readable, without its history. A commit that is already here costs nothing and
   * asks nothing of the remote. Concurrent calls for one commit share one transfer. Needed before the methods below,
   * which never go to the remote and throw COMMIT_NOT_FETCHED.
   */
  fetch(commit: CommitId, waiting?: Waiting): Promise<void>;

  /**
   * Lets go of all other commits: what only they hold may be removed, except what was asked for by a fetch within the last
   * hour. May be ended at any moment: the next one goes on.
   * Repositories that are read where they stand are not touched.
   */
  retain(commits: Iterable<CommitId>, options?: RetainOptions): Promise<LetGo>;

  /** True where the commit with its whole tree is readable without the remote. */
  has(commit: CommitId, waiting?: Waiting): Promise<boolean>;

  /** All entries below `path` (`.` or `` is the root), depth first, sorted by path. PATH_NOT_FOUND; a path that is a file gives that one entry, its path its last part. */
  tree(commit: CommitId, path: string, waiting?: Waiting): Promise<readonly TreeEntry[]>;

  /** What stands directly in the folder at `path`, in Git's order. PATH_NOT_FOUND, also where it is no folder. */
  folder(commit: CommitId, path: string, waiting?: Waiting): Promise<readonly FolderEntry[]>;

  /** The id of the tree (or blob) at `path`: the identity of its content. PATH_NOT_FOUND. */
  treeId(commit: CommitId, path: string, waiting?: Waiting): Promise<string>;

  /** What differs below `path`, sorted by path. The cost follows the change: equal subtrees are not read. A `path` that is absent in one of them counts as empty there. */
  changedPaths(
    from: CommitId,
    to: CommitId,
    path: string,
    waiting?: Waiting,
  ): Promise<readonly ChangedEntry[]>;

  /** Contents of blobs by id, in one pass; ids given twice are read once. */
  readMany(oids: Iterable<string>, waiting?: Waiting): Promise<ReadonlyMap<string, Uint8Array>>;

  /** Content of the file at `path`. PATH_NOT_FOUND. */
  readFile(commit: CommitId, path: string, waiting?: Waiting): Promise<Uint8Array>;

  /** All files below `path` with their contents, sorted by path, for building images. SUBMODULE_NOT_SUPPORTED. */
  archive(commit: CommitId, path: string, waiting?: Waiting): AsyncIterable<ArchiveEntry>;

  info(commit: CommitId, waiting?: Waiting): Promise<CommitInfo>;

  /**
   * These commits and what they stand on, so many generations deep; the first are the commits themselves. May ask the remote.
   * What the others hold does not become readable by it, and those that a shallow repository lacks are absent.
   */
  history(
    commits: readonly CommitId[],
    depth: number,
    waiting?: Waiting,
  ): Promise<ReadonlyMap<CommitId, CommitInfo>>;

  /** The commit object itself, byte for byte: what its id and its signature are made over. */
  commitObject(commit: CommitId, waiting?: Waiting): Promise<Uint8Array>;
}

export interface Repositories {
  /** The canonical locations of all remote repositories of which something may be in a local cache. */
  cached(): readonly string[];
  /** Touches neither disk nor network. `location` as people write it; INVALID_LOCATION. The same repository in another spelling is the same object. */
  open(location: string): Repository;
}
