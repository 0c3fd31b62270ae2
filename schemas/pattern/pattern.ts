// The way in: a pattern that was read, or what is wrong with it.

import { compilePattern } from './compile.ts';
import { parsePattern, type PatternFault } from './parse.ts';
import { runPattern } from './run.ts';

export interface Pattern {
  readonly type: 'pattern';
  /** How many states it has: a text takes at most so many steps per character. */
  readonly size: number;
  /** Whether any part of the text matches. Its time grows with the text's length and no faster. */
  matches(text: string): boolean;
}

export function readPattern(text: string): Pattern | PatternFault {
  const parsed = parsePattern(text);
  if (parsed.type === 'fault') return parsed;
  const program = compilePattern(parsed);
  if (program === undefined) return { type: 'fault', offset: 0, what: 'it is too large' };
  return { type: 'pattern', size: program.length, matches: (given) => runPattern(program, given) };
}
