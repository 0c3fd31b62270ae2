// Lists are `{ items, next }`: `next` is the cursor of the page after this one, or null on the last.

import type { Page } from '../../state/store/store.ts';
import { badRequest } from './errors.ts';
import type { Listed } from './shapes/view.ts';

export const pageQuery = {
  limit: { type: 'integer', minimum: 1, maximum: 500, default: 100, description: 'Items on a page.' },
  after: { type: 'string', maxLength: 200, description: 'The `next` of the page before.' },
} as const;

/** `parseKey` knows the cursors of the list. Throws `BAD_REQUEST`: after what was never a cursor, nothing would seem to follow. */
export function pageOf(
  query: { readonly limit?: number; readonly after?: string },
  parseKey: (text: string) => string | undefined = (text) => text,
): Page {
  const limit = query.limit ?? 100;
  if (query.after === undefined) return { limit };
  const after = parseKey(query.after);
  if (after === undefined) throw badRequest('`after` is no cursor of this list.', { after: query.after });
  return { limit, after };
}

/** A page of `rows` that were asked for with `page`; `keyOf` gives a row's cursor. */
export function showPage<Row, Shown>(
  rows: readonly Row[],
  page: Page,
  keyOf: (row: Row) => string,
  show: (row: Row) => Shown,
): Listed<Shown> {
  const last = rows.at(-1);
  return {
    items: rows.map(show),
    next: last !== undefined && rows.length === page.limit ? keyOf(last) : null,
  };
}
