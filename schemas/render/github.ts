// Problems as workflow commands, which GitHub shows at the line of the pull request that they speak of.

import type { Problem } from '../problem.ts';

/** One line for each problem: `::error file=…,line=…,col=…,title=…::message`. */
export function renderForGitHub(problems: readonly Problem[]): string {
  return problems.map((problem) => `${renderCommand(problem)}\n`).join('');
}

function renderCommand(problem: Problem): string {
  const { severity, file, line, column, endColumn, code, message, expected, suggestion } = problem;
  const properties = {
    file,
    line,
    ...(endColumn === undefined ? {} : { endLine: line }),
    col: column,
    ...(endColumn === undefined ? {} : { endColumn }),
    title: code,
  };
  const listed = Object.entries(properties).map(
    ([name, value]) => `${name}=${escapeProperty(String(value))}`,
  );
  const more = [
    expected === undefined ? '' : ` Expected: ${expected}.`,
    suggestion === undefined ? '' : ` Did you mean ${suggestion}?`,
  ];
  return `::${severity} ${listed.join(',')}::${escapeData(message + more.join(''))}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
