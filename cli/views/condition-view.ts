// Conditions as people read them.

import type { ConditionView } from '../../server/api/shapes/condition.ts';
import { printable } from '../output/table.ts';
import { styled, type Terminal } from '../output/terminal.ts';

/** Said by themselves: whether it is ready, and that it is held. */
const apart: ReadonlySet<string> = new Set(['Ready', 'Held']);

/** What a table shows of a list of conditions: the one word that matters, and what besides is so of one that is ready. */
export function summary(conditions: readonly ConditionView[]): string {
  const is = (type: string) => conditions.find((one) => one.type === type && one.status === 'True');
  const ready = conditions.find(({ type }) => type === 'Ready');
  const telling = is('Stalled') ?? is('Reconciling') ?? ready;
  if (telling === undefined) return 'Unknown';
  if (telling !== ready || ready.status !== 'True') return telling.reason;
  const besides = conditions.filter(({ type, status }) => status === 'True' && !apart.has(type));
  return ['Ready', ...besides.map(({ reason }) => reason)].join(', ');
}

/** A line per condition, and its hint below it. */
export function describeConditions(
  conditions: readonly ConditionView[],
  terminal: Pick<Terminal, 'color'>,
): string[] {
  return conditions.flatMap(({ type, status, reason, message, hint }) => {
    const good = type === 'Ready' ? status === 'True' : status === 'False';
    const mark = styled(
      terminal,
      good ? 'green' : type === 'Reconciling' ? 'yellow' : 'red',
      good ? '✓' : '!',
    );
    const line = `  ${mark} ${type}=${status} ${reason}: ${printable(message)}`;
    return hint === undefined ? [line] : [line, `    hint: ${printable(hint)}`];
  });
}
