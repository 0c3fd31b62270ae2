// What a benchmark found, and the table that shows it beside its goal.

export interface Figure {
  /** What was measured, and on what. */
  readonly what: string;
  readonly result: number;
  readonly unit: 'ms' | 's' | '×';
  /** At most this much; a figure without a goal explains another one. */
  readonly goal?: number;
}

const digits = { ms: 1, s: 2, '×': 2 } as const;

export function isMissed({ result, goal }: Figure): boolean {
  return goal !== undefined && !(result <= goal);
}

export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.what,
    shown(figure.result, figure),
    figure.goal === undefined ? '' : `≤ ${shown(figure.goal, figure)}`,
    figure.goal === undefined ? '' : isMissed(figure) ? 'missed' : 'ok',
  ]);
  const all = [['what', 'result', 'goal', ''], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map(([what = '', result = '', goal = '', verdict = '']) =>
      [
        what.padEnd(widths[0] ?? 0),
        result.padStart(widths[1] ?? 0),
        goal.padStart(widths[2] ?? 0),
        verdict,
      ].join('   '),
    )
    .map((line) => line.trimEnd())
    .join('\n');
}

const shown = (value: number, { unit }: Figure) => `${value.toFixed(digits[unit])} ${unit}`;
