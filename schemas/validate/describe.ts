// Values and types by the names that people use for them.

import { NAME_PATTERN } from '../kinds/metadata.ts';
import { nearest } from '../text/nearest.ts';

const LONGEST = 60;

const TYPES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'nothing',
};

export function describeType(type: unknown): string {
  return TYPES[String(type)] ?? String(type);
}

/** `"abc"`, `12`, `a list`, `empty`: short enough for a sentence. */
export function nameOfValue(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const shown = JSON.stringify(value) ?? 'nothing';
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}

/** Whether quotes would make a text of it. */
export function needsQuotes(wanted: unknown, value: unknown): boolean {
  return wanted === 'string' && (typeof value === 'number' || typeof value === 'boolean');
}

/** The same value as the wanted type would have it written. */
export function suggestValue(wanted: unknown, value: unknown): string | undefined {
  const numeric = wanted === 'number' || wanted === 'integer';
  if (numeric && typeof value === 'string' && /^[0-9]+(\.[0-9]+)?$/.test(value)) return value;
  if (wanted === 'array' && typeof value === 'string') return `[${value}]`;
  return undefined;
}

/** What a text that breaks its pattern was probably meant to be. */
export function suggestText(schema: unknown, text: string): string | undefined {
  const { pattern, examples } = (schema ?? {}) as {
    readonly pattern?: string;
    readonly examples?: readonly string[];
  };
  if (pattern !== NAME_PATTERN) return nearest(text, examples ?? []);
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return new RegExp(pattern).test(name) ? name : undefined;
}
