// The listing of a commit as a tree whose folders have Git's ids, computed from the blobs' ids. So the thousands of
// agents that live in the config repository are identified without asking Git for each of their folders.

import { createHash } from 'node:crypto';

import type { ChangedEntry, EntryType, TreeEntry } from '../../git/repositories.ts';

export interface TreeIndex {
  /** Git's id of the folder at `path` (`.` is the root); undefined where there is no such folder. */
  idOf(path: string): string | undefined;
  entry(path: string): TreeEntry | undefined;
  entries(): Iterable<TreeEntry>;
  /** Moves the index to another commit by what differs. */
  apply(changes: readonly ChangedEntry[]): void;
}

interface Folder {
  readonly children: Map<string, Folder | TreeEntry>;
  /** Forgotten when something below changes. */
  id?: string;
}

const modes: Readonly<Record<EntryType, string>> = {
  file: '100644',
  executable: '100755',
  symlink: '120000',
  submodule: '160000',
};

export function createTreeIndex(listing: readonly TreeEntry[]): TreeIndex {
  const root: Folder = { children: new Map() };
  const byPath = new Map<string, TreeEntry>();
  for (const entry of listing) put(entry);

  function put(entry: TreeEntry): void {
    byPath.set(entry.path, entry);
    const parts = entry.path.split('/');
    const name = parts.pop() ?? '';
    folderAt(parts, true)?.children.set(name, entry);
  }

  function remove(path: string): void {
    byPath.delete(path);
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    const folder = folderAt(parts, true);
    folder?.children.delete(name);
    // Git has no empty folders, so neither has its id.
    if (folder?.children.size === 0 && parts.length > 0) removeFolder(parts);
  }

  function removeFolder(parts: readonly string[]): void {
    const above = parts.slice(0, -1);
    const parent = folderAt(above, true);
    parent?.children.delete(parts.at(-1) ?? '');
    if (parent?.children.size === 0 && above.length > 0) removeFolder(above);
  }

  /** With `touch` the folders on the way are made where missing and forget their ids. */
  function folderAt(parts: readonly string[], touch: boolean): Folder | undefined {
    let folder = root;
    if (touch) delete folder.id;
    for (const part of parts) {
      const next = folder.children.get(part);
      if (next !== undefined && 'children' in next) folder = next;
      else if (touch) {
        const made: Folder = { children: new Map() };
        folder.children.set(part, made);
        folder = made;
      } else return undefined;
      if (touch) delete folder.id;
    }
    return folder;
  }

  return {
    idOf(path) {
      const folder = folderAt(partsOf(path), false);
      return folder === undefined ? undefined : idOfFolder(folder);
    },
    entry: (path) => byPath.get(partsOf(path).join('/')),
    entries: () => byPath.values(),
    apply(changes) {
      // Removals first: a file may have become a folder of the same name.
      for (const { path, to } of changes) if (to === undefined) remove(path);
      for (const { path, to } of changes) if (to !== undefined) put({ ...to, path });
    },
  };
}

export function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function idOfFolder(folder: Folder): string {
  if (folder.id !== undefined) return folder.id;
  const rows = [...folder.children].map(([name, child]) => {
    if ('children' in child)
      return { sortKey: Buffer.from(`${name}/`), mode: '40000', name, oid: idOfFolder(child) };
    return { sortKey: Buffer.from(name), mode: modes[child.type], name, oid: child.oid };
  });
  // Git compares bytes, and folders as if their names ended with a slash.
  rows.sort((a, b) => a.sortKey.compare(b.sortKey));
  const body = Buffer.concat(
    rows.flatMap(({ mode, name, oid }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]),
  );
  const algorithm = rows.some(({ oid }) => oid.length === 64) ? 'sha256' : 'sha1';
  folder.id = createHash(algorithm).update(`tree ${body.length}\0`).update(body).digest('hex');
  return folder.id;
}
