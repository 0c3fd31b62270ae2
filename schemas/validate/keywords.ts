// One sentence for each keyword of JSON Schema that can fail.

import type { ErrorObject } from 'ajv';

import { PATTERN_PHRASES } from '../kinds/metadata.ts';
import { nearest } from '../text/nearest.ts';
import { showPath } from '../text/place.ts';
import type { Path } from '../text/place.ts';
import { describeType, nameOfValue, needsQuotes, suggestText, suggestValue } from './describe.ts';
import type { Finding } from './finding.ts';

export interface Explained extends Finding {
  /** Fields that are absent, any of which would do. */
  readonly needs?: readonly string[];
}

export type Keyword = (error: ErrorObject, path: Path) => Explained;

export const KEYWORDS: Readonly<Record<string, Keyword>> = {
  additionalProperties: (error, path) => {
    const field = String(error.params['additionalProperty']);
    const known = Object.keys(propertiesOf(error));
    const suggestion = nearest(field, known);
    const message = `Unknown field "${field}"${inside(path)}.`;
    return {
      code: 'unknown-field',
      path: [...path, field],
      at: 'key',
      message,
      expected: oneOf(known),
      suggestion,
    };
  },
  required: (error, path) => {
    const field = String(error.params['missingProperty']);
    const message = `The field "${field}" is missing${inside(path)}.`;
    return { code: 'missing-field', path, at: 'key', message, expected: field, needs: [field] };
  },
  type: (error, path) => {
    const wanted = describeType(error.params['type']);
    const message = `${subject(path)} is ${nameOfValue(error.data)}, not ${wanted}.`;
    return {
      code: 'wrong-type',
      path,
      at: 'value',
      message,
      expected: wanted,
      suggestion: suggestValue(error.params['type'], error.data),
      quote: needsQuotes(error.params['type'], error.data),
    };
  },
  enum: (error, path) => {
    const allowed = (error.params['allowedValues'] as readonly unknown[]).map(String);
    const message = `${subject(path)} cannot be ${nameOfValue(error.data)}.`;
    const suggestion = nearest(String(error.data), allowed);
    return { code: 'not-allowed', path, at: 'value', message, expected: oneOf(allowed), suggestion };
  },
  const: (error, path) => {
    const allowed = String(error.params['allowedValue']);
    const message = `${subject(path)} cannot be ${nameOfValue(error.data)}.`;
    return { code: 'not-allowed', path, at: 'value', message, expected: allowed, suggestion: allowed };
  },
  pattern: (error, path) => {
    const message = `${subject(path)} is not written as it should be: ${nameOfValue(error.data)}.`;
    const suggestion = suggestText(error.parentSchema, String(error.data));
    return {
      code: 'bad-format',
      path,
      at: 'value',
      message,
      expected: phraseOf(error.parentSchema),
      suggestion,
    };
  },
  propertyNames: (error, path) => {
    const field = String(error.params['propertyName']);
    const message = `"${field}" cannot be a name${inside(path)}.`;
    const expected = phraseOf(error.schema);
    return {
      code: 'bad-format',
      path: [...path, field],
      at: 'key',
      message,
      expected,
    };
  },
  uniqueItems: (error, path) => {
    const { i, j } = error.params as { i: number; j: number };
    const later = Math.max(i, j);
    const message = `Item ${later + 1}${inside(path)} is the same as item ${Math.min(i, j) + 1}.`;
    return {
      code: 'not-allowed',
      path: [...path, String(later)],
      at: 'value',
      message,
      expected: 'each item once',
    };
  },
  anyOf: (error, path) => {
    const choices = (error.schema as readonly { required?: readonly string[] }[]).flatMap(
      (each) => each.required ?? [],
    );
    const message = `One of ${choices.join(' and ')} has to be given${inside(path)}.`;
    return {
      code: 'missing-field',
      path,
      at: 'key',
      message,
      expected: choices.join(' or '),
      needs: choices,
    };
  },
  not: (error, path) => {
    const fields = (error.schema as { required?: readonly string[] }).required ?? [];
    const message = `${fields.join(' and ')} cannot be used together${inside(path)}.`;
    const last = fields.at(-1);
    const at = last === undefined ? path : [...path, last];
    return {
      code: 'conflicting-fields',
      path: at,
      at: 'key',
      message,
      expected: `only one of ${fields.join(', ')}`,
    };
  },
  dependencies: (error, path) => {
    const { property, missingProperty } = error.params as { property: string; missingProperty: string };
    const message = `"${property}" means nothing without "${missingProperty}"${inside(path)}.`;
    const where = [...path, property];
    return {
      code: 'conflicting-fields',
      path: where,
      at: 'key',
      message,
      expected: missingProperty,
      needs: [missingProperty],
    };
  },
};

/** Bounds of numbers, texts and lists: ajv says `must be <= 5`. */
export const explainOther: Keyword = (error, path) => {
  const rule = (error.message ?? 'must be otherwise').replace('NOT have', 'not have');
  const message = `${subject(path)} is ${nameOfValue(error.data)}, and ${rule}.`;
  return { code: 'out-of-range', path, at: 'value', message, expected: rule.replace(/^must (be )?/, '') };
};

function propertiesOf(error: ErrorObject): Readonly<Record<string, unknown>> {
  return (error.parentSchema?.['properties'] ?? {}) as Readonly<Record<string, unknown>>;
}

/** What a schema with a pattern wants, for people. */
function phraseOf(schema: unknown): string {
  const { pattern = '', description } = (schema ?? {}) as {
    readonly pattern?: string;
    readonly description?: string;
  };
  return PATTERN_PHRASES[pattern] ?? description?.replace(/\.$/, '') ?? `text that matches ${pattern}`;
}

function oneOf(words: readonly string[]): string {
  return words.length === 1 ? (words[0] ?? '') : `one of ${words.join(', ')}`;
}

function inside(path: Path): string {
  return path.length === 0 ? '' : ` in ${showPath(path)}`;
}

function subject(path: Path): string {
  return path.length === 0 ? 'The document' : showPath(path);
}
