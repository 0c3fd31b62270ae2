// A file's YAML documents, each with the text that it stands in: an edit of one leaves the others byte for byte.

import { type Document, isMap, isScalar, parseAllDocuments } from 'yaml';
import type { ResourceName } from './resource.ts';

export interface FileDocument {
  readonly document: Document;
  /** Its text, with the `---` before it. */
  readonly text: string;
}

/** In order; without the empty ones that only separate. */
export function documentsOf(text: string): readonly FileDocument[] {
  const parsed = parseAllDocuments(text);
  if (!Array.isArray(parsed)) return [];
  return parsed.map((document, index) => {
    // What stands before the first one is a comment of its own.
    const start = index === 0 ? 0 : document.range[0];
    return { document, text: text.slice(start, document.range[2]) };
  });
}

export function isNamed({ document }: FileDocument, { kind, name, space }: ResourceName): boolean {
  return (
    textAt(document, ['kind']) === kind &&
    textAt(document, ['metadata', 'name']) === name &&
    textAt(document, ['metadata', 'space']) === space
  );
}

function textAt(document: Document, path: readonly string[]): string | undefined {
  if (!isMap(document.contents)) return undefined;
  const node = document.getIn(path, true);
  return isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
}
