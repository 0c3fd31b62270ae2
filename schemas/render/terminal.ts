// Problems for people at a terminal. Pure; whether to colour is the caller's choice.

import type { Problem } from '../problem.ts';

export interface TerminalOptions {
  readonly color: boolean;
}

/** Of a server's too, which may know codes that are not known here. */
export type PrintableProblem = Omit<Problem, 'code'> & { readonly code: string };

type Paint = (text: string) => string;

interface Palette {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly error: Paint;
  readonly warning: Paint;
  readonly hint: Paint;
}

const TAB_WIDTH = 2;

/** Ends in a newline, unless there are no problems. */
export function renderForTerminal(problems: readonly PrintableProblem[], { color }: TerminalOptions): string {
  const palette = color ? COLORS : PLAIN;
  return problems.map((problem) => `${renderProblem(problem, palette)}\n`).join('\n');
}

/** `2 errors, 1 warning`; empty where there are none. */
export function countProblems(problems: readonly PrintableProblem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  return [plural(errors, 'error'), plural(warnings, 'warning')].filter((part) => part !== '').join(', ');
}

function renderProblem(problem: PrintableProblem, palette: Palette): string {
  const { file, line, column, severity, message, code, expected, suggestion } = problem;
  const where = palette.bold(visible(`${file}:${line}:${column}`));
  const lines = [`${where} ${palette[severity](severity)} ${visible(message)} ${palette.dim(`[${code}]`)}`];
  lines.push(...renderExcerpt(problem, palette));
  if (expected !== undefined) lines.push(`  expected: ${visible(expected)}`);
  if (suggestion !== undefined) lines.push(`  ${palette.hint(`did you mean ${visible(suggestion)}?`)}`);
  return lines.join('\n');
}

function renderExcerpt(problem: PrintableProblem, palette: Palette): readonly string[] {
  const { excerpt, line, column, endColumn, severity } = problem;
  if (excerpt === undefined || excerpt.trim() === '') return [];
  const number = String(line);
  const text = `  ${palette.dim(`${number} |`)} ${visible(excerpt)}`;
  // In a shortened line there may be nothing to point at.
  if (column > excerpt.length + 1) return [text];
  const margin = visible(excerpt.slice(0, column - 1)).length;
  const marked = visible(excerpt.slice(column - 1, (endColumn ?? column + 1) - 1)).length;
  const caret = palette[severity]('^'.repeat(Math.max(1, marked)));
  return [text, `  ${' '.repeat(number.length)} ${palette.dim('|')} ${' '.repeat(margin)}${caret}`];
}

/** Text from a file must not steer the terminal that shows it. */
function visible(text: string): string {
  return text
    .replaceAll('\t', ' '.repeat(TAB_WIDTH))
    .replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

function plural(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
}

const plain: Paint = (text) => text;
const PLAIN: Palette = { bold: plain, dim: plain, error: plain, warning: plain, hint: plain };

const sgr =
  (code: number): Paint =>
  (text) =>
    `\u001b[${code}m${text}\u001b[0m`;
const COLORS: Palette = { bold: sgr(1), dim: sgr(2), error: sgr(31), warning: sgr(33), hint: sgr(36) };
