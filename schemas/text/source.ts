// A file's text with its lines, so that offsets, which parsers speak of, become what people read.

import type { Position } from '../problem.ts';

/** Offsets count UTF-16 code units from 0; the end is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Source {
  readonly file: string;
  readonly text: string;
  positionAt(offset: number): Position;
  /** The text of a line, counted from 1, without its line break. */
  line(line: number): string;
}

export function createSource(file: string, text: string): Source {
  let starts: readonly number[] | undefined;
  const lineStarts = (): readonly number[] => (starts ??= findLineStarts(text));

  function positionAt(offset: number): Position {
    const all = lineStarts();
    const line = lastAtOrBefore(all, offset);
    return { file, line: line + 1, column: offset - (all[line] ?? 0) + 1 };
  }

  function line(number: number): string {
    const all = lineStarts();
    return text.slice(all[number - 1] ?? text.length, all[number] ?? text.length).replace(/[\r\n]+$/, '');
  }

  return { file, text, positionAt, line };
}

function findLineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

function lastAtOrBefore(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
