// Problems for programs.

import type { Problem } from '../problem.ts';

/** `{ "valid", "errors", "warnings", "problems": [...] }` and a newline; fields of a problem as the type says. */
export function renderAsJson(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const report = { valid: errors === 0, errors, warnings: problems.length - errors, problems };
  return `${JSON.stringify(report, null, 2)}\n`;
}
