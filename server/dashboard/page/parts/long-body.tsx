// The body of a table of any length: only rows that are in sight are made, and empty ones hold the place of the others. What
// one looks at stays where it is, whatever comes or goes above it.

import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { createRowHeights } from './row-heights.ts';
import { type Anchor, anchorOf, keepInSight, learnHeights, rowsOnScreen } from './rows-on-screen.ts';
import { movedBy, type Rows, rowsInSight, rowsLeftOut, rowsToMake } from './window-of-rows.ts';

/** Where a row stands in the whole table, for those who listen; the head is the first. */
export interface RowPlace {
  readonly 'aria-rowindex': number;
}

export interface LongBodyProps<T> {
  readonly items: readonly T[];
  readonly columns: number;
  /** Unique among them. */
  readonly keyOf: (item: T) => string;
  /** One row with that key, which takes its place. */
  readonly row: (item: T, place: RowPlace) => JSX.Element;
  /** Told which of them are in sight, each time that those or the items are others. */
  readonly onSight?: (rows: Rows) => void;
  /** What one looks at, for whoever wants to come back there: the table begins where it says. */
  readonly anchor?: { current: Anchor | null };
}

/** Shorter ones are shown whole: they can be searched by the browser, and printed. */
const SHORT = 100;

export function LongBody<T>({ items, columns, keyOf, row, onSight, ...props }: LongBodyProps<T>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const heights = useMemo(createRowHeights, []);
  const own = useRef<Anchor | null>(null);
  const anchor = props.anchor ?? own;
  const first = anchor.current?.index ?? 0;
  const seen = useSignal<Rows>({ from: first, to: first + SHORT });
  const focused = useRef<string | null>(null);
  const told = useRef<readonly unknown[]>([]);
  const look = useRef(() => {});
  const after = useRef<'change' | 'turn'>(anchor.current === null ? 'change' : 'turn');

  const keys = items.map(keyOf);
  const isShort = items.length <= SHORT;
  const made = isShort ? [{ from: 0, to: items.length }] : toMake(seen.value);

  const heightOf = (some: readonly string[]): number => some.reduce((sum, key) => sum + heights.of(key), 0);

  function toMake({ from, to }: Rows): readonly Rows[] {
    const moved = anchor.current === null ? 0 : movedBy(keys, anchor.current.key, anchor.current.index);
    const within = (index: number): number => Math.min(keys.length, Math.max(0, index + moved));
    const index = focused.current === null ? -1 : keys.indexOf(focused.current);
    return rowsToMake({ from: within(from), to: within(to) }, index === -1 ? undefined : index);
  }

  look.current = () => {
    if (body.current === null) return;
    const at = anchorOf(body.current, rowsOnScreen(body.current, made, keys));
    // Counted from a row that is there: what is above it may be known better by now than its place is held.
    const top =
      at === null ? body.current.getBoundingClientRect().top : at.seenAt - heightOf(keys.slice(0, at.index));
    const view = { top, height: innerHeight, count: keys.length };
    const now = rowsInSight({ ...view, heightOf: (index) => heights.of(keys[index] ?? '') });
    anchor.current = at;
    if (now.from !== seen.value.from || now.to !== seen.value.to) seen.value = now;
    const tell = [items, now.from, now.to];
    if (tell.some((each, at) => each !== told.current[at])) onSight?.(now);
    told.current = tell;
  };

  useLayoutEffect(() => {
    if (body.current !== null) {
      const rows = rowsOnScreen(body.current, made, keys);
      learnHeights(rows, heights);
      if (anchor.current !== null && !isShort) keepInSight(anchor.current, rows, after.current);
    }
    after.current = 'change';
    look.current();
  });
  useEffect(() => {
    const onScroll = (): void => look.current();
    let width = innerWidth;
    const onResize = (): void => {
      if (innerWidth === width) return look.current();
      width = innerWidth;
      heights.forget();
      after.current = 'turn';
      seen.value = { ...seen.value };
    };
    addEventListener('scroll', onScroll, { passive: true });
    addEventListener('resize', onResize);
    return () => {
      removeEventListener('scroll', onScroll);
      removeEventListener('resize', onResize);
    };
  }, []);

  function onFocusIn({ target }: FocusEvent): void {
    if (body.current === null) return;
    const rows = rowsOnScreen(body.current, made, keys);
    focused.current = rows.find(({ element }) => element.contains(target as Node))?.key ?? null;
  }

  // In one flat list, in which a row stays the same element wherever it comes to stand.
  const children: ComponentChildren[] = [];
  for (const [at, gap] of rowsLeftOut(made, items.length).entries()) {
    const height = heightOf(keys.slice(gap.from, gap.to));
    if (height > 0) children.push(<Absent key={`/${at}`} columns={columns} height={height} />);
    const { from, to } = made[at] ?? { from: 0, to: 0 };
    for (const [on, item] of items.slice(from, to).entries())
      children.push(row(item, { 'aria-rowindex': from + on + 2 }));
  }
  return (
    <tbody
      ref={body}
      class={isShort ? undefined : 'long'}
      onFocusIn={onFocusIn}
      onFocusOut={() => (focused.current = null)}
    >
      {children}
    </tbody>
  );
}

function Absent({ columns, height }: { readonly columns: number; readonly height: number }) {
  return (
    <tr class="absent" aria-hidden="true">
      <td colSpan={columns} style={{ height: `${height}px` }} />
    </tr>
  );
}
