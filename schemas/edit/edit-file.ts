// One resource written into the text of a file, or taken out of it.

import { stringify } from 'yaml';
import { changeDocument, textOf } from './change-document.ts';
import { documentsOf, isNamed } from './documents.ts';
import { documentOf, type ResourceName, type WrittenResource } from './resource.ts';

/** The new text; what it held beside the resource stays byte for byte. Where it is not there, it comes last. */
export function putInFile(text: string, resource: WrittenResource): string {
  const documents = documentsOf(text);
  const own = documents.find((each) => isNamed(each, resource));
  if (own === undefined) {
    const added = newFile(resource);
    if (text.trim() === '') return added;
    return `${text}${text.endsWith('\n') ? '' : '\n'}---\n${added}`;
  }
  changeDocument(own.document, documentOf(resource));
  return documents.map((each) => (each === own ? textOf(each.document, each.text) : each.text)).join('');
}

/** The new text; null where nothing is left that the file would be for. */
export function removeFromFile(text: string, name: ResourceName): string | null {
  const documents = documentsOf(text);
  const left = documents.filter((each) => !isNamed(each, name));
  if (left.every(({ document }) => document.contents === null)) return null;
  const [first, ...others] = left.map((each) => each.text);
  return [first?.replace(/^---[^\S\n]*\n/, ''), ...others].join('');
}

/** The text of a file that holds nothing else. */
export function newFile(resource: WrittenResource): string {
  return stringify(documentOf(resource), { lineWidth: 0 });
}

/** Where a resource goes that is declared nowhere yet, below the folder of declarations. */
export function newPath({ kind, name, space }: ResourceName): string {
  if (kind === 'Space') return `spaces/${name}/space.yaml`;
  const folder = `${kind.toLowerCase()}s`;
  return space === undefined ? `${folder}/${name}.yaml` : `spaces/${space}/${folder}/${name}.yaml`;
}

/** What a file says of a resource, as people wrote it; undefined where it says nothing. */
export function findInFile(text: string, name: ResourceName): WrittenResource | undefined {
  const found = documentsOf(text).find((each) => isNamed(each, name));
  if (found === undefined) return undefined;
  const { metadata, spec } = found.document.toJS() as {
    readonly metadata: { readonly labels?: Record<string, string> };
    readonly spec?: Record<string, unknown>;
  };
  return {
    ...name,
    ...(metadata.labels === undefined ? {} : { labels: metadata.labels }),
    ...(spec === undefined ? {} : { spec }),
  };
}
