// The rows of a long table that are made, as they stand on the screen.

import type { RowHeights } from './row-heights.ts';
import type { Rows } from './window-of-rows.ts';

export interface MadeRow {
  readonly key: string;
  readonly index: number;
  readonly element: Element;
}

/** What one looks at: the first row in sight, and where it is from the top of the page and of the window. */
export interface Anchor {
  readonly key: string;
  readonly index: number;
  readonly top: number;
  readonly seenAt: number;
}

/** `made` and `keys` are those that the body was made of. */
export function rowsOnScreen(
  body: HTMLElement,
  made: readonly Rows[],
  keys: readonly string[],
): readonly MadeRow[] {
  const elements = [...body.children].filter(({ classList }) => !classList.contains('absent'));
  const indexes = made.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at));
  return indexes.flatMap((index, at) => {
    const [key, element] = [keys[index], elements[at]];
    return key === undefined || element === undefined ? [] : [{ key, index, element }];
  });
}

export function learnHeights(rows: readonly MadeRow[], heights: RowHeights): void {
  for (const { key, element } of rows) {
    const { height } = element.getBoundingClientRect();
    if (height > 0) heights.learn(key, height);
  }
}

/** Null where one looks at what is above the table, and where no row is made yet that would be in sight. */
export function anchorOf(body: HTMLElement, rows: readonly MadeRow[]): Anchor | null {
  if (body.getBoundingClientRect().top >= 0) return null;
  for (const { key, index, element } of rows) {
    const { top, bottom } = element.getBoundingClientRect();
    if (bottom > 0) return top >= innerHeight ? null : { key, index, top: top + scrollY, seenAt: top };
  }
  return null;
}

/** Scrolls by as much as the row has moved on the page; after a `turn` nothing is where it was, and it is put where it was seen. */
export function keepInSight(
  { key, top, seenAt }: Anchor,
  rows: readonly MadeRow[],
  after: 'change' | 'turn',
): void {
  const row = rows.find((each) => each.key === key);
  if (row === undefined) return;
  const now = row.element.getBoundingClientRect().top;
  const moved = after === 'turn' ? now - seenAt : now + scrollY - top;
  if (Math.abs(moved) >= 1) scrollBy(0, moved);
}
