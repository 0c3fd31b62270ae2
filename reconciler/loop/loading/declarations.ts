// A commit of the config repository to its declaration. Keeps the listing and everything that was parsed, so that the
// cost of the next commit follows what it changed.

import type { Declaration } from '../../../schemas/declaration.ts';
import { createLoader, type LoadedFile } from '../../../schemas/load/loader.ts';
import { selectFiles } from '../../../schemas/load/select.ts';
import { LIMITS } from '../../../schemas/yaml/limits.ts';
import type { CommitId } from '../../../state/model/ids.ts';
import type { Repository, Waiting } from '../../git/repositories.ts';
import { ReconcilerError } from '../errors.ts';
import { createTreeIndex, type TreeIndex } from './tree-index.ts';

export interface DeclaredAt {
  readonly commit: CommitId;
  readonly declaration: Declaration;
  readonly index: TreeIndex;
}

export interface Declarations {
  /** The commit must have been fetched. Throws PATH_NOT_FOUND where the config path is not there. */
  at(repository: Repository, commit: CommitId, waiting?: Waiting): Promise<DeclaredAt>;
  /** Of a tree that is not a commit. `contents` holds what may be read, by blob id. */
  of(index: TreeIndex, contents: ReadonlyMap<string, Uint8Array>): Declaration;
  /**
   * Of a tree made of commits that were fetched, and of `contents` by blob id; what was parsed before is not parsed again.
   * CHANGE_TOO_LARGE where more than `most` bytes are new: parsing them would keep everybody else waiting.
   */
  merged(
    repository: Repository,
    index: TreeIndex,
    contents: ReadonlyMap<string, Uint8Array>,
    waiting?: Waiting & { readonly most?: number },
  ): Promise<Declaration>;
}

export function createDeclarations(configPath: string): Declarations {
  const loader = createLoader({ configPath });
  const selection = selectFiles(configPath);
  const parsed = new Set<string>();
  let current: (DeclaredAt & { readonly repository: Repository }) | undefined;

  function filesOf(index: TreeIndex): readonly LoadedFile[] {
    const files: LoadedFile[] = [];
    for (const { path, oid, type } of index.entries()) {
      if ((type === 'file' || type === 'executable') && selection.wants(path))
        files.push({ path, blob: oid });
    }
    return files.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async function indexAt(repository: Repository, commit: CommitId, waiting: Waiting): Promise<TreeIndex> {
    if (current?.repository === repository) {
      const changes = await repository.changedPaths(current.commit, commit, '.', waiting);
      current.index.apply(changes);
      return current.index;
    }
    return createTreeIndex(await repository.tree(commit, '.', waiting));
  }

  async function load(
    repository: Repository,
    files: readonly LoadedFile[],
    waiting: Waiting,
    { beside = nothing, most = Infinity }: LoadOptions = {},
  ): Promise<Declaration> {
    const fetched = (wanted: readonly LoadedFile[], most: number) =>
      readBounded(repository, new Set(wanted.flatMap(({ blob }) => (beside.has(blob) ? [] : [blob]))), {
        ...waiting,
        most,
      });
    const unread = files.filter((file) => !parsed.has(keyOf(file)));
    let contents = await fetched(unread, most);
    const read = (blob: string) => {
      const bytes = beside.get(blob) ?? contents.get(blob);
      if (bytes === undefined) throw new Unread();
      return bytes;
    };
    let declaration: Declaration;
    try {
      declaration = loader.load(files, read);
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      // A problem is to be placed in a file that was read long ago.
      contents = await fetched(files, Infinity);
      declaration = loader.load(files, read);
    }
    for (const file of unread) parsed.add(keyOf(file));
    return declaration;
  }

  return {
    async at(repository, commit, waiting = {}) {
      if (current?.repository === repository && current.commit === commit) return current;
      // The config path must be there: an absent folder is a mistake in a setting, not an empty declaration.
      await repository.treeId(commit, configPath, waiting);
      try {
        const index = await indexAt(repository, commit, waiting);
        const declaration = await load(repository, filesOf(index), waiting);
        current = { repository, commit, declaration, index };
        return current;
      } catch (error) {
        // The index may stand between two commits now.
        current = undefined;
        throw error;
      }
    },
    merged: (repository, index, contents, { most = Infinity, ...waiting } = {}) =>
      load(repository, filesOf(index), waiting, { beside: contents, most }),
    of: (index, contents) =>
      createLoader({ configPath }).load(filesOf(index), (blob) => contents.get(blob) ?? ''),
  };
}

class Unread extends Error {}

interface LoadOptions {
  readonly beside?: ReadonlyMap<string, Uint8Array>;
  /** Bytes that may be read. */
  readonly most?: number;
}

const nothing: ReadonlyMap<string, Uint8Array> = new Map();

/** Files that are read before their sizes are added up. */
const atOnce = 16;

async function readBounded(
  repository: Repository,
  blobs: ReadonlySet<string>,
  { most, ...waiting }: Waiting & { readonly most: number },
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (most === Infinity) return repository.readMany(blobs, waiting);
  const contents = new Map<string, Uint8Array>();
  const wanted = [...blobs];
  let bytes = 0;
  for (let at = 0; at < wanted.length; at += atOnce) {
    for (const [oid, content] of await repository.readMany(wanted.slice(at, at + atOnce), waiting)) {
      // One that is too large for a declaration is a problem of its own, found by its first bytes.
      const kept = content.slice(0, LIMITS.fileSize + 1);
      contents.set(oid, kept);
      bytes += kept.byteLength;
    }
    if (bytes > most) throw tooLarge(most);
  }
  return contents;
}

function tooLarge(most: number): ReconcilerError {
  return new ReconcilerError(
    'CHANGE_TOO_LARGE',
    `The change declares more than ${most / 2 ** 20} MiB at once.`,
    { hint: 'Split it into several changes, or keep large files outside of the config path.' },
  );
}

function keyOf({ path, blob }: LoadedFile): string {
  return `${blob} ${path}`;
}
