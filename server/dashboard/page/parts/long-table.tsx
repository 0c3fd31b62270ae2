// A table of any length: a head, and a body that makes only the rows in sight, with what those who listen need to know of the
// whole.

import { LongBody, type LongBodyProps } from './long-body.tsx';

interface LongTableProps<T> extends Omit<LongBodyProps<T>, 'columns'> {
  /** For the style sheet. */
  readonly class: string;
  /** One for each column. */
  readonly heads: readonly string[];
  /** Left out, yes; otherwise nobody knows yet how many rows there are. */
  readonly areAll?: boolean;
}

export function LongTable<T>({ class: name, heads, areAll = true, ...body }: LongTableProps<T>) {
  // The head is a row too; -1 stands for a number that is not known.
  const count = areAll ? body.items.length + 1 : -1;
  return (
    <table class={name} aria-rowcount={count}>
      <thead>
        <tr aria-rowindex={1}>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <LongBody {...body} columns={heads.length} />
    </table>
  );
}
