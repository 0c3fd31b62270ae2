// The place of one field in a file that was read before. Reads it again: places are not kept, since almost nobody
// ever asks for one.

import { locateNearest } from '../text/place.ts';
import type { Path } from '../text/place.ts';
import { createSource } from '../text/source.ts';
import type { Source, Span } from '../text/source.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { readYaml } from '../yaml/read.ts';
import { startOf } from './read-document.ts';

export interface FoundPlace {
  readonly source: Source;
  readonly span: Span;
}

/** `line` is where the document begins. */
export function findPlace(file: string, content: string | Uint8Array, line: number, path: Path): FoundPlace {
  const source = createSource(file, typeof content === 'string' ? content : decodeUtf8(content).text);
  const read = readYaml(source);
  for (const document of read.type === 'documents' ? read.documents : []) {
    if (document.type === 'read' && startOf(source, document.locate).line === line) {
      return { source, span: locateNearest(document.locate, path).value };
    }
  }
  return { source, span: { start: 0, end: 0 } };
}
