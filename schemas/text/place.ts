// Where the parts of a document stand in its text.

import type { Span } from './source.ts';

/** The way from a document's root: keys, and positions in lists as numbers in text. */
export type Path = readonly string[];

export interface Place {
  /** The value; without an end where it covers more than a scalar. */
  readonly value: Span;
  /** The key in front of it; absent at the root and in lists. */
  readonly key?: Span;
}

/** Undefined where the document has no such part. */
export type Locate = (path: Path) => Place | undefined;

/** The place of a path, or of the nearest part around it that is there. */
export function locateNearest(locate: Locate, path: Path): Place {
  for (let length = path.length; length >= 0; length -= 1) {
    const place = locate(path.slice(0, length));
    if (place) return place;
  }
  return { value: { start: 0, end: 0 } };
}

/** `spec.sessions.idle`, `spec.secrets[2]`; empty for the root. */
export function showPath(path: Path): string {
  return path.reduce(
    (shown, part) => (/^[0-9]+$/.test(part) ? `${shown}[${part}]` : shown === '' ? part : `${shown}.${part}`),
    '',
  );
}
