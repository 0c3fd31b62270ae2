// The offending line in three parts, so that what is wrong with it can be marked. Pure.

import type { FileProblem } from '../api/shapes.ts';

export interface Excerpt {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

/** Null where there is no line to show. In a line that was shortened there may be nothing to mark. */
export function excerptOf({
  excerpt,
  column,
  endColumn,
}: Pick<FileProblem, 'excerpt' | 'column' | 'endColumn'>): Excerpt | null {
  if (excerpt === undefined || excerpt.trim() === '') return null;
  if (column > excerpt.length + 1) return { before: excerpt, marked: '', after: '' };
  const [start, end] = [column - 1, Math.max(column, (endColumn ?? column + 1) - 1)];
  // Behind the end of the line, where something is missing.
  const marked = excerpt.slice(start, end) || ' ';
  return { before: excerpt.slice(0, start), marked, after: excerpt.slice(end) };
}
