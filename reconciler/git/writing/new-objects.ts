// The objects of a new commit: its files, the folders on the way to them, and the commit itself; nothing of what stays.

import type { CommitId } from '../../../state/model/ids.ts';
import { GitError } from '../errors.ts';
import type { GitObject, ObjectType } from '../objects/git-object.ts';
import { objectId } from '../objects/pack-scan.ts';
import type { EntryType, FolderEntry, Repository, Waiting } from '../repositories.ts';
import { commitText } from './commit-text.ts';
import type { NewCommit } from './writers.ts';

export interface NewObjects {
  readonly commit: CommitId;
  /** By id, the commit last. */
  readonly objects: ReadonlyMap<string, GitObject>;
}

type Reader = Pick<Repository, 'folder' | 'location'>;

/** What changes below one folder: files by name, and folders with what changes in them. */
interface FolderChange {
  readonly files: Map<string, string | null>;
  readonly folders: Map<string, FolderChange>;
}

const modes: Readonly<Record<EntryType | 'tree', string>> = {
  tree: '40000',
  file: '100644',
  executable: '100755',
  symlink: '120000',
  submodule: '160000',
};

export async function newObjects(
  reader: Reader,
  commit: NewCommit,
  waiting: Waiting = {},
): Promise<NewObjects> {
  const objects = new Map<string, GitObject>();
  const put = (type: ObjectType, content: string | Uint8Array): string => {
    const object: GitObject = { type, bytes: Buffer.from(content as string) };
    const id = objectId(object);
    objects.set(id, object);
    return id;
  };

  /** The folder's new tree; undefined where nothing is left in it. */
  async function changed(path: string, change: FolderChange): Promise<string | undefined> {
    const entries = new Map((await before(path)).map((entry) => [entry.name, entry]));
    for (const [name, below] of change.folders) {
      const there = entries.get(name);
      // A link in the place of a folder leads out of the repository.
      if (there !== undefined && there.type !== 'tree')
        throw notFolder(path === '.' ? name : `${path}/${name}`);
      const tree = await changed(path === '.' ? name : `${path}/${name}`, below);
      if (tree === undefined) entries.delete(name);
      else entries.set(name, { name, type: 'tree', oid: tree });
    }
    for (const [name, content] of change.files) {
      const type = entries.get(name)?.type === 'executable' ? 'executable' : 'file';
      if (content === null) entries.delete(name);
      else entries.set(name, { name, type, oid: put('blob', content) });
    }
    return entries.size === 0 && path !== '.' ? undefined : put('tree', treeBytes([...entries.values()]));
  }

  async function before(path: string): Promise<readonly FolderEntry[]> {
    if (commit.parent === undefined) return [];
    try {
      return await reader.folder(commit.parent, path, waiting);
    } catch (thrown) {
      if (thrown instanceof GitError && thrown.code === 'PATH_NOT_FOUND') return [];
      throw thrown;
    }
  }

  function notFolder(path: string): GitError {
    return new GitError('PATH_NOT_FOUND', `\`${path}\` of ${reader.location} is not a folder.`, {
      hint: 'Remove what stands in its place, or choose another folder.',
    });
  }

  const tree = (await changed('.', byFolder(commit.changes))) ?? '';
  const id = put('commit', commitText(commit, tree)) as CommitId;
  return { commit: id, objects };
}

function byFolder(changes: NewCommit['changes']): FolderChange {
  const root: FolderChange = { files: new Map(), folders: new Map() };
  for (const [path, content] of changes) {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    let folder = root;
    for (const part of parts) {
      const next: FolderChange = folder.folders.get(part) ?? { files: new Map(), folders: new Map() };
      folder.folders.set(part, next);
      folder = next;
    }
    folder.files.set(name, content);
  }
  return root;
}

function treeBytes(entries: readonly FolderEntry[]): Buffer {
  // Git sorts bytes, and folders as if their names ended with a slash.
  const rows = entries.map(({ name, type, oid }) => ({
    key: Buffer.from(type === 'tree' ? `${name}/` : name),
    bytes: Buffer.concat([Buffer.from(`${modes[type]} ${name}\0`), Buffer.from(oid, 'hex')]),
  }));
  rows.sort((a, b) => Buffer.compare(a.key, b.key));
  return Buffer.concat(rows.map(({ bytes }) => bytes));
}
