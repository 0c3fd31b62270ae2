// A JSON file to its value with the place of every part, or what is wrong with the text.

import type { Fault } from '../text/fault.ts';
import type { Locate } from '../text/place.ts';
import type { Source } from '../text/source.ts';
import { scanJson } from './scan.ts';

export type JsonFile =
  | { readonly type: 'read'; readonly value: unknown; readonly locate: Locate }
  | { readonly type: 'broken'; readonly faults: readonly Fault[] };

/** Never throws for what the text holds. */
export function readJson({ text }: Source): JsonFile {
  const { locate, duplicates, error } = scanJson(text);
  if (error) {
    // The end of the text belongs to nothing; the last character does.
    const start = Math.max(0, Math.min(error.offset, text.trimEnd().length - 1));
    const message = `This is not JSON: ${error.expected} was expected here.`;
    return { type: 'broken', faults: [fault('json-syntax', message, start, start + 1, error.expected)] };
  }
  if (duplicates.length > 0) {
    const faults = duplicates.map(({ key, span }) =>
      fault(
        'duplicate-key',
        `"${key}" is written twice in this object.`,
        span.start,
        span.end,
        'each key once',
      ),
    );
    return { type: 'broken', faults };
  }
  return { type: 'read', value: JSON.parse(text), locate };
}

function fault(code: Fault['code'], message: string, start: number, end: number, expected: string): Fault {
  return { code, message, start, end, expected };
}
