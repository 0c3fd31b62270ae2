// A revision's files to its declaration. Remembers what it read by path and content, so that the cost of the next
// revision follows what changed. Synchronous: it runs in a worker thread.

import type { Declaration, DeclaredResource } from '../declaration.ts';
import type { Problem } from '../problem.ts';
import { createDocumentValidator } from '../validate/document.ts';
import { createCache } from './cache.ts';
import { placeComplaints } from './find-place.ts';
import { readFile } from './read-file.ts';
import type { FileContent } from './read-file.ts';
import { relate } from './references.ts';
import { selectFiles } from './select.ts';

export interface LoadedFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  /** Names the content: the same id always has the same bytes. */
  readonly blob: string;
}

/** Only called for files that were not read before, or that have a problem to be placed. May throw; that ends the load. */
export type ReadBlob = (blob: string) => string | Uint8Array;

export interface Loader {
  /** `files` are all of a revision; those that can't declare anything are passed over. */
  load(files: readonly LoadedFile[], read: ReadBlob): Declaration;
}

export interface LoaderOptions {
  /** The folder of the repository in which declarations are looked for; the whole repository where left out. */
  readonly configPath?: string;
  /** How many files are remembered. */
  readonly remember?: number;
}

export function createLoader(options: LoaderOptions = {}): Loader {
  const selection = selectFiles(options.configPath ?? '');
  const validate = createDocumentValidator();
  const cache = createCache<FileContent>(options.remember ?? 50_000);

  function contentOf(file: LoadedFile, read: ReadBlob): FileContent {
    const key = `${file.blob} ${file.path}`;
    const known = cache.get(key);
    if (known) return known;
    const content = readFile(file.path, read(file.blob), selection.isOurs(file.path), validate);
    cache.set(key, content);
    return content;
  }

  return {
    load(files, read) {
      const wanted = files.filter(({ path }) => selection.wants(path));
      const contents = wanted.map((file) => contentOf(file, read));
      const { declared, complaints, held } = relate(
        contents.flatMap(({ resources }) => resources),
        contents.flatMap(({ broken }) => broken),
      );
      const blobs: BlobsByPath = new Map(
        complaints.length > 0 ? wanted.map(({ path, blob }) => [path, blob]) : [],
      );
      const unreadable = new Set(held.map(({ position }) => position.file));
      wanted.forEach(({ path }, index) => {
        if (contents[index]?.broken.length) unreadable.add(path);
      });
      return {
        spaces: ofKind(declared, 'Space'),
        agents: ofKind(declared, 'Agent'),
        secrets: ofKind(declared, 'Secret'),
        roles: ofKind(declared, 'Role'),
        roleBindings: ofKind(declared, 'RoleBinding'),
        problems: [
          ...contents.flatMap(({ problems }) => problems),
          ...placeComplaints(complaints, (file) => read(blobs.get(file) ?? '')),
        ].sort(byPosition),
        unreadable: [...unreadable].sort(),
      };
    },
  };
}

type BlobsByPath = ReadonlyMap<string, string>;

type OfKind<K extends DeclaredResource['kind']> = Extract<DeclaredResource, { readonly kind: K }>;

function ofKind<K extends DeclaredResource['kind']>(
  declared: readonly DeclaredResource[],
  kind: K,
): readonly OfKind<K>[] {
  return declared.filter((each): each is OfKind<K> => each.kind === kind).toSorted(bySpaceAndName);
}

function bySpaceAndName(a: DeclaredResource, b: DeclaredResource): number {
  return compare(spaceOf(a), spaceOf(b)) || compare(a.name, b.name);
}

function spaceOf(resource: DeclaredResource): string {
  return 'space' in resource ? resource.space : '';
}

function byPosition(a: Problem, b: Problem): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
