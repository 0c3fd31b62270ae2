// `-o table|json|yaml|name`: one value, four ways to print it.

import { dump } from 'js-yaml';
import { usageError } from '../errors.ts';
import { renderTable, type Column } from './table.ts';

export const outputFormats = ['table', 'json', 'yaml', 'name'] as const;
export type OutputFormat = (typeof outputFormats)[number];

export function parseOutputFormat(text: string): OutputFormat {
  const format = outputFormats.find((known) => known === text);
  if (format === undefined)
    throw usageError(
      `There is no output format ${JSON.stringify(text)}.`,
      `Formats are: ${outputFormats.join(', ')}.`,
    );
  return format;
}

/** How a kind of thing is printed: the columns of its table, and the name that `-o name` gives. */
export interface Printable<Item> {
  readonly columns: readonly Column<Item>[];
  readonly name: (item: Item) => string;
  /** Said instead of an empty table, on the error stream. */
  readonly none: string;
}

/** A list in a format, ending with a newline; empty where there is nothing to print. */
export function formatList<Item>(items: readonly Item[], how: Printable<Item>, format: OutputFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(items, null, 2)}\n`;
    case 'yaml':
      return dump(items, { lineWidth: 110, noRefs: true });
    case 'name':
      return items.map((item) => `${how.name(item)}\n`).join('');
    case 'table':
      return items.length === 0 ? '' : renderTable(items, how.columns);
    default:
      return format satisfies never;
  }
}

/** One thing in a format; its table has one row. */
export function formatItem<Item>(item: Item, how: Printable<Item>, format: OutputFormat): string {
  if (format === 'json') return `${JSON.stringify(item, null, 2)}\n`;
  if (format === 'yaml') return dump(item, { lineWidth: 110, noRefs: true });
  return formatList([item], how, format);
}
