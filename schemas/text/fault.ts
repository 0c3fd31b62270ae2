// A problem before it has a file: found by offset, turned into a Problem once, here.

import type { Problem, ProblemCode, Severity } from '../problem.ts';
import type { Source, Span } from './source.ts';

export interface Fault extends Span {
  readonly code: ProblemCode;
  readonly message: string;
  readonly severity?: Severity;
  readonly expected?: string | undefined;
  readonly suggestion?: string | undefined;
  readonly resource?: string | undefined;
}

const LONGEST_EXCERPT = 200;

export function problemOf(source: Source, fault: Fault): Problem {
  const position = source.positionAt(Math.min(fault.start, source.text.length));
  const line = source.line(position.line);
  const endColumn = Math.min(position.column + fault.end - fault.start, line.length + 1);
  return {
    ...position,
    code: fault.code,
    severity: fault.severity ?? 'error',
    message: fault.message,
    ...(fault.expected === undefined ? {} : { expected: fault.expected }),
    ...(fault.suggestion === undefined ? {} : { suggestion: fault.suggestion }),
    excerpt: line.length > LONGEST_EXCERPT ? `${line.slice(0, LONGEST_EXCERPT)}…` : line,
    ...(endColumn > position.column ? { endColumn } : {}),
    ...(fault.resource === undefined ? {} : { resource: fault.resource }),
  };
}
