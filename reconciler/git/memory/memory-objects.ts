// A repository's objects in memory, made as Git makes them: the same content has the same ids as in a real one.

import type { CommitId } from '../../../state/model/ids.ts';
import type { GitObject, ObjectSource, ObjectType } from '../objects/git-object.ts';
import { objectId } from '../objects/pack-scan.ts';
import type { EntryType } from '../repositories.ts';

export interface MemoryFile {
  readonly type: EntryType;
  /** For a submodule the other repository's commit. */
  readonly content: string | Uint8Array;
}

/** Path → file. */
export type Snapshot = ReadonlyMap<string, MemoryFile>;

export interface MemoryCommit {
  readonly files: Snapshot;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly parent: CommitId | undefined;
}

const modes = { file: '100644', executable: '100755', symlink: '120000', submodule: '160000' } as const;
const person = 'Ada Lovelace <ada@example.com>';

export interface MemoryObjects extends ObjectSource {
  add(commit: MemoryCommit): CommitId;
  /** Takes objects as they are, by id. */
  receive(objects: ReadonlyMap<string, GitObject>): void;
}

export function createMemoryObjects(): MemoryObjects {
  const objects = new Map<string, GitObject>();

  function put(type: ObjectType, content: string | Uint8Array): string {
    const object: GitObject = { type, bytes: Buffer.from(content as string) };
    const oid = objectId(object);
    objects.set(oid, object);
    return oid;
  }

  /** Files by their paths relative to this tree. */
  function putTree(files: Snapshot): string {
    const folders = new Map<string, Map<string, MemoryFile>>();
    const entries: { readonly key: string; readonly bytes: Buffer }[] = [];
    const enter = (mode: string, name: string, oid: string) => {
      // Git sorts folders as if their names ended with a slash.
      const key = mode === '40000' ? `${name}/` : name;
      entries.push({
        key,
        bytes: Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]),
      });
    };
    for (const [path, file] of files) {
      const slash = path.indexOf('/');
      if (slash === -1) {
        const oid = file.type === 'submodule' ? String(file.content) : put('blob', file.content);
        enter(modes[file.type], path, oid);
        continue;
      }
      const folder = folders.get(path.slice(0, slash)) ?? new Map<string, MemoryFile>();
      folders.set(path.slice(0, slash), folder.set(path.slice(slash + 1), file));
    }
    for (const [name, below] of folders) enter('40000', name, putTree(below));
    entries.sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
    return put('tree', Buffer.concat(entries.map(({ bytes }) => bytes)));
  }

  return {
    add({ files, message, at, parent }) {
      const when = `${Math.floor(at / 1000)} +0000`;
      const lines = [
        `tree ${putTree(files)}`,
        ...(parent === undefined ? [] : [`parent ${parent}`]),
        `author ${person} ${when}`,
        `committer ${person} ${when}`,
      ];
      return put('commit', `${lines.join('\n')}\n\n${message}`) as CommitId;
    },
    receive(received) {
      for (const [oid, object] of received) objects.set(oid, object);
    },
    async readMany(oids, { signal } = {}) {
      signal?.throwIfAborted();
      const found = new Map<string, GitObject>();
      for (const oid of oids) {
        const object = objects.get(oid);
        if (object !== undefined) found.set(oid, object);
      }
      return found;
    },
    missing: async (oids) => [...oids].filter((oid) => !objects.has(oid)),
  };
}
