// The places of fields in a file that was read before. Reads it again: places are not kept, since almost nobody
// ever asks for one.

import { resourceName } from '../declaration.ts';
import type { Problem } from '../problem.ts';
import { problemOf } from '../text/fault.ts';
import { locateNearest } from '../text/place.ts';
import type { Locate, Path } from '../text/place.ts';
import { createSource } from '../text/source.ts';
import type { Source, Span } from '../text/source.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { readYaml } from '../yaml/read.ts';
import { startOf } from './read-document.ts';
import type { Complaint } from './references.ts';

export interface Places {
  readonly source: Source;
  /** The value at a path of the document that begins in a line, or the nearest part around it. */
  find(line: number, path: Path): Span;
}

/** `content` is what the file held when it was read. */
export function openPlaces(file: string, content: string | Uint8Array): Places {
  const source = createSource(file, typeof content === 'string' ? content : decodeUtf8(content).text);
  const read = readYaml(source);
  const byLine = new Map<number, Locate>();
  for (const document of read.type === 'documents' ? read.documents : []) {
    if (document.type === 'read') byLine.set(startOf(source, document.locate).line, document.locate);
  }
  return {
    source,
    find(line, path) {
      const locate = byLine.get(line);
      return locate ? locateNearest(locate, path).value : { start: 0, end: 0 };
    },
  };
}

/** `contentOf`: what a file held when it was read. Each file is read once. */
export function placeComplaints(
  complaints: readonly Complaint[],
  contentOf: (file: string) => string | Uint8Array,
): readonly Problem[] {
  const opened = new Map<string, Places>();
  return complaints.map(({ resource, path, ...complaint }) => {
    const { file, line } = resource.position;
    const places = opened.get(file) ?? openPlaces(file, contentOf(file));
    opened.set(file, places);
    const span = places.find(line, path);
    return problemOf(places.source, { ...complaint, ...span, resource: resourceName(resource) });
  });
}
