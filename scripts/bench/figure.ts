// What a benchmark found, beside what it should have found.

import { renderTable } from '../../cli/output/table.ts';

export interface Figure {
  /** What was measured. */
  readonly what: string;
  /** The database that it was measured on, where one took part. */
  readonly database?: string;
  readonly result: number;
  readonly unit: 'ms' | 's' | '×' | '/s' | 'MB' | '%' | 'kB';
  /** At most this much, or at least where it is so much a second; a figure without a goal explains another one. */
  readonly goal?: number;
}

const digits = { ms: 1, s: 2, '×': 2, '/s': 0, MB: 1, '%': 2, kB: 1 } as const;

/** Undefined where there is no goal; a figure that is no number holds none. */
export function isHeld({ result, goal, unit }: Figure): boolean | undefined {
  if (goal === undefined) return undefined;
  return unit === '/s' ? result >= goal : result <= goal;
}

/** Ends with a newline. */
export function figureTable(figures: readonly Figure[]): string {
  return renderTable(figures, [
    { title: 'WHAT', value: ({ what }) => what },
    { title: 'DATABASE', value: ({ database }) => database ?? '' },
    { title: 'FIGURE', value: (figure) => shown(figure.result, figure), align: 'right' },
    {
      title: 'GOAL',
      value: (figure) =>
        figure.goal === undefined ? '' : `${figure.unit === '/s' ? '≥' : '≤'} ${shown(figure.goal, figure)}`,
      align: 'right',
    },
    { title: 'HELD', value: verdict },
  ]);
}

/** A list of `{ part, what, database?, result, unit, goal?, held? }`; ends with a newline. */
export function figuresJson(figures: readonly (Figure & { readonly part: string })[]): string {
  return `${JSON.stringify(
    figures.map((figure) => ({ ...figure, held: isHeld(figure) })),
    null,
    2,
  )}\n`;
}

function verdict(figure: Figure): string {
  const held = isHeld(figure);
  if (held === undefined) return '';
  return held ? 'yes' : 'NO';
}

const shown = (value: number, { unit }: Figure) => `${value.toFixed(digits[unit])} ${unit}`;
