// A routing decision for people: who, why, what failed before that, and how all others fit.

import type { RouteAnswerView } from '../../server/api/shapes/route.ts';
import { printable, renderTable, type Column } from '../output/table.ts';
import { styled, type Terminal } from '../output/terminal.ts';

type Candidate = RouteAnswerView['candidates'][number];

export function describeRoute(
  { decision, problem, candidates }: RouteAnswerView,
  terminal: Pick<Terminal, 'color'>,
): string {
  const lines: string[] = [];
  if (decision !== null) {
    const { agent, by, confidence, reason, fallback } = decision;
    const name = styled(terminal, 'bold', printable(agent));
    lines.push(`${name}  by ${by}, confidence ${confidence.toFixed(2)}`, printable(reason));
    if (fallback !== undefined) lines.push(`${printable(fallback.message)} (${fallback.code})`);
  }
  if (problem !== null) {
    lines.push(styled(terminal, 'red', printable(problem.message)));
    if (problem.hint !== null) lines.push(printable(problem.hint));
  }
  const columns: readonly Column<Candidate>[] = [
    { title: 'AGENT', value: ({ agent }) => agent },
    { title: 'SCORE', value: ({ score }) => score.toFixed(2), align: 'right' },
    { title: 'WORDS', value: ({ words }) => words.join(', ') },
    { title: 'NOTE', value: (candidate) => notesOn(candidate, decision?.agent) },
  ];
  const table = candidates.length === 0 ? '' : `\n${renderTable(candidates, columns)}`;
  return `${lines.join('\n')}\n${table}`;
}

function notesOn(candidate: Candidate, chosen: string | undefined): string {
  return [
    ...(candidate.agent === chosen ? ['would answer'] : []),
    ...(candidate.previous ? ['answered last'] : []),
    ...(candidate.default ? ['default'] : []),
  ].join(', ');
}
