// Fields of an answer, checked when they are read: what GitHub promises is one thing, what a proxy or a cut line makes of
// it another. Each throws GITHUB_ODD_ANSWER and names the field. Pure.

import { oddAnswer } from '../errors.ts';

export interface Fields {
  text(name: string): string;
  textOrNull(name: string): string | null;
  number(name: string): number;
  /** A number of any size, as text: some of GitHub's are larger than a double holds. */
  id(name: string): string;
  /** False where it is absent. */
  flag(name: string): boolean;
  /** ISO 8601, as milliseconds since the epoch. */
  time(name: string): number;
  list(name: string): readonly unknown[];
  within(name: string): Fields;
  /** Undefined where it is null or absent. */
  maybeWithin(name: string): Fields | undefined;
}

export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null) throw oddAnswer(what);
  const fields = value as Readonly<Record<string, unknown>>;
  const pathOf = (name: string) => `${what}.${name}`;

  const text = (name: string): string => {
    const found = fields[name];
    if (typeof found === 'string') return found;
    throw oddAnswer(pathOf(name));
  };
  return {
    text,
    textOrNull: (name) => (fields[name] === null || fields[name] === undefined ? null : text(name)),
    number(name) {
      const found = fields[name];
      if (typeof found === 'number' && Number.isFinite(found)) return found;
      throw oddAnswer(pathOf(name));
    },
    id(name) {
      const found = fields[name];
      if (Number.isSafeInteger(found) || typeof found === 'bigint') return String(found);
      throw oddAnswer(pathOf(name));
    },
    flag(name) {
      const found = fields[name] ?? false;
      if (typeof found === 'boolean') return found;
      throw oddAnswer(pathOf(name));
    },
    time(name) {
      const at = Date.parse(text(name));
      if (Number.isFinite(at)) return at;
      throw oddAnswer(pathOf(name));
    },
    list: (name) => listOf(fields[name], pathOf(name)),
    within: (name) => fieldsOf(fields[name], pathOf(name)),
    maybeWithin: (name) =>
      fields[name] === null || fields[name] === undefined ? undefined : fieldsOf(fields[name], pathOf(name)),
  };
}

export function listOf(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw oddAnswer(what);
}

/** One of a few words; anything else is odd. */
export function wordOf<Word extends string>(words: readonly Word[], text: string, what: string): Word {
  const found = words.find((word) => word === text);
  if (found === undefined) throw oddAnswer(what);
  return found;
}
