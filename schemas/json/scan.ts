// The places of everything in a JSON text, and where it stops being JSON. `JSON.parse` gives the value but says
// neither.

import type { Locate, Path, Place } from '../text/place.ts';
import type { Span } from '../text/source.ts';

export interface JsonScan {
  readonly locate: Locate;
  /** Keys that were written again, at their later place. */
  readonly duplicates: readonly { readonly key: string; readonly span: Span }[];
  /** The first thing that is not JSON. */
  readonly error?: { readonly offset: number; readonly expected: string };
}

const DEPTH = 50;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
/** Each character fits in one way only: a text without its end is given up at once, not tried in every way there is. */
const STRING = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*"/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

class NotJson extends Error {
  override readonly name = 'NotJson';
  readonly offset: number;
  constructor(offset: number, expected: string) {
    super(expected);
    this.offset = offset;
  }
}

export function scanJson(text: string): JsonScan {
  const places = new Map<string, Place>();
  const duplicates: { key: string; span: Span }[] = [];
  let at = 0;

  function skip(pattern: RegExp): string {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  }

  function value(path: Path, key?: Span): void {
    if (path.length > DEPTH) throw new NotJson(at, `at most ${DEPTH} levels`);
    const start = at;
    const open = text[at];
    // Known before its contents are: an error inside is placed by what surrounds it.
    note(path, start, start, key);
    if (open === '{') members(path);
    else if (open === '[') items(path);
    else if (skip(STRING) === '' && skip(NUMBER) === '' && skip(WORD) === '')
      throw new NotJson(at, 'a value');
    else note(path, start, at, key);
  }

  function note(path: Path, start: number, end: number, key?: Span): void {
    places.set(pointer(path), { value: { start, end }, ...(key ? { key } : {}) });
  }

  function members(path: Path): void {
    const seen = new Set<string>();
    list('}', () => {
      const start = at;
      const written = skip(STRING);
      if (written === '') throw new NotJson(at, 'a key in double quotes');
      const key = String(JSON.parse(written));
      const span = { start, end: at };
      if (seen.has(key)) duplicates.push({ key, span });
      seen.add(key);
      skip(SPACE);
      if (text[at] !== ':') throw new NotJson(at, 'a colon');
      at += 1;
      skip(SPACE);
      value([...path, key], span);
    });
  }

  function items(path: Path): void {
    let index = 0;
    list(']', () => {
      value([...path, String(index)]);
      index += 1;
    });
  }

  function list(close: string, one: () => void): void {
    at += 1;
    skip(SPACE);
    if (text[at] !== close) {
      one();
      skip(SPACE);
      while (text[at] === ',') {
        at += 1;
        skip(SPACE);
        one();
        skip(SPACE);
      }
    }
    if (text[at] !== close) throw new NotJson(at, `a comma or ${close}`);
    at += 1;
  }

  const locate: Locate = (path) => places.get(pointer(path));
  try {
    skip(SPACE);
    value([]);
    skip(SPACE);
    if (at < text.length) throw new NotJson(at, 'the end of the file');
    return { locate, duplicates };
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    return { locate, duplicates, error: { offset: error.offset, expected: error.message } };
  }
}

function pointer(path: Path): string {
  return path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
