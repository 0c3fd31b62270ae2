// Lists are `{ items, next }`: `next` is the cursor of the page after this one, or null on the last.

import { formatTimePlace, parseTimePlace, type TimePlace } from '../../state/store/time-place.ts';
import { badRequest } from './errors.ts';
import type { Listed } from './shapes/view.ts';

export const pageQuery = {
  limit: { type: 'integer', minimum: 1, maximum: 500, default: 100, description: 'Items on a page.' },
  after: { type: 'string', maxLength: 300, description: 'The `next` of the page before.' },
} as const;

export const pageQueryAlone = {
  type: 'object',
  additionalProperties: false,
  properties: pageQuery,
} as const;

export interface PageAfter<Key> {
  readonly limit: number;
  readonly after?: Key;
}

/** `parseKey` knows the cursors of the list. Throws `BAD_REQUEST`: after what was never a cursor, nothing would seem to follow. */
export function pageOf<Key>(
  query: { readonly limit?: number; readonly after?: string },
  parseKey: (text: string) => Key | undefined,
): PageAfter<Key> {
  const limit = query.limit ?? 100;
  if (query.after === undefined) return { limit };
  const after = parseKey(query.after);
  if (after === undefined) throw badRequest('`after` is no cursor of this list.', { after: query.after });
  return { limit, after };
}

/** A page of `rows` that were asked for with `page`; `keyOf` gives a row's cursor. */
export function showPage<Row, Shown>(
  rows: readonly Row[],
  page: { readonly limit: number },
  keyOf: (row: Row) => string,
  show: (row: Row) => Shown,
): Listed<Shown> {
  const last = rows.at(-1);
  return {
    items: rows.map(show),
    next: last !== undefined && rows.length === page.limit ? keyOf(last) : null,
  };
}

export interface Cursors<Key> {
  readonly parse: (text: string) => Key | undefined;
  readonly format: (key: Key) => string;
}

/** Of a list whose keys are words that could be another list's: each names its list. */
export function cursorsOf(list: string, keys: RegExp): Cursors<string> {
  const begin = `${list}:`;
  return {
    format: (key) => `${begin}${key}`,
    parse(text) {
      const key = text.startsWith(begin) ? text.slice(begin.length) : undefined;
      return key !== undefined && keys.test(key) ? key : undefined;
    },
  };
}

/** Of a list that is sorted by time. */
export function timeCursorsOf(list: string): Cursors<TimePlace> {
  const { format, parse } = cursorsOf(list, /./);
  return {
    format: (place) => format(formatTimePlace(place)),
    parse(text) {
      const place = parse(text);
      return place === undefined ? undefined : parseTimePlace(place);
    },
  };
}
