// Problems on the error stream, below whatever a command printed.

import type { Problem } from '../../schemas/problem.ts';
import { countProblems, renderForTerminal } from '../../schemas/render/terminal.ts';
import type { Terminal } from '../output/terminal.ts';

export function showProblems(problems: readonly Problem[], terminal: Terminal): void {
  if (problems.length === 0) return;
  terminal.say(renderForTerminal(problems, { color: terminal.color }));
  terminal.say(countProblems(problems));
}
