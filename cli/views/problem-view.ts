// Problems of files: on the error stream below whatever a command printed, or among what is told of a thing.

import { countProblems, type PrintableProblem, renderForTerminal } from '../../schemas/render/terminal.ts';
import type { SpaceProblemsView } from '../../server/api/shapes/problem.ts';
import { styled, type Terminal } from '../output/terminal.ts';

export function showProblems(problems: readonly PrintableProblem[], terminal: Terminal): void {
  if (problems.length === 0) return;
  terminal.say(renderForTerminal(problems, { color: terminal.color }));
  terminal.say(countProblems(problems));
}

export type FoundProblems = Pick<SpaceProblemsView, 'revision' | 'items'>;

export function describeProblems({ revision, items }: FoundProblems, terminal: Terminal): readonly string[] {
  if (items.length === 0) return [];
  const title = `Problems at ${revision?.slice(0, 12) ?? 'no revision'}: ${countProblems(items)}`;
  const text = renderForTerminal(items, { color: terminal.color }).trimEnd();
  return ['', styled(terminal, 'bold', title), ...text.split('\n').map((line) => `  ${line}`)];
}
