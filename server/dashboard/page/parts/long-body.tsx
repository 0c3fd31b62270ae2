// The body of a table of any length: only rows that are in sight are made, and two empty ones hold the place of the others.

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { rowsInSight, type Rows } from './window-of-rows.ts';

export interface LongBodyProps<T> {
  readonly items: readonly T[];
  readonly columns: number;
  readonly row: (item: T) => ComponentChildren;
}

/** Shorter ones are shown whole: they can be searched by the browser, and printed. */
const SHORT = 100;
const FIRST_GUESS_PX = 36;

export function LongBody<T>({ items, columns, row }: LongBodyProps<T>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const rows = useSignal<Rows>({ from: 0, to: SHORT });
  const rowHeight = useSignal(FIRST_GUESS_PX);
  const isShort = items.length <= SHORT;

  useEffect(() => {
    if (isShort) return undefined;
    const look = (): void => {
      const place = body.current;
      if (place === null) return;
      const real = [...place.children].filter((child) => !child.classList.contains('absent'));
      const tall = real.reduce((sum, child) => sum + child.getBoundingClientRect().height, 0);
      if (tall > 0) rowHeight.value = tall / real.length;
      const { top } = place.getBoundingClientRect();
      const seen = rowsInSight({ top, height: innerHeight, rowHeight: rowHeight.value, count: items.length });
      if (seen.from !== rows.value.from || seen.to !== rows.value.to) rows.value = seen;
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [isShort, items.length]);

  if (isShort) return <tbody>{items.map(row)}</tbody>;
  const { from, to } = rows.value;
  return (
    <tbody ref={body}>
      <Absent count={from} columns={columns} rowHeight={rowHeight.value} />
      {items.slice(from, to).map(row)}
      <Absent count={Math.max(0, items.length - to)} columns={columns} rowHeight={rowHeight.value} />
    </tbody>
  );
}

interface AbsentProps {
  readonly count: number;
  readonly columns: number;
  readonly rowHeight: number;
}

function Absent({ count, columns, rowHeight }: AbsentProps) {
  if (count === 0) return null;
  return (
    <tr class="absent" aria-hidden="true">
      <td colSpan={columns} style={{ height: `${count * rowHeight}px` }} />
    </tr>
  );
}
