// ajv's errors in sentences: what is wrong, what was expected, and what was probably meant.

import type { ErrorObject } from 'ajv';

import { nearest } from '../text/nearest.ts';
import { showPath } from '../text/place.ts';
import type { Path } from '../text/place.ts';
import { describeType, nameOfValue, suggestText, suggestValue } from './describe.ts';
import type { Finding } from './finding.ts';

type Keyword = (error: ErrorObject, path: Path) => Finding | undefined;

/** One finding per slip: what follows from another one is left out. */
export function explain(errors: readonly ErrorObject[]): readonly Finding[] {
  const findings = errors.flatMap((error) => {
    // Branches of a choice, and the rules for a key's name, are told by the keyword around them.
    if (/\/(anyOf|not)\//.test(error.schemaPath) || error.propertyName !== undefined) return [];
    return KEYWORDS[error.keyword]?.(error, pathOf(error.instancePath)) ?? other(error);
  });
  const meant = new Set(
    findings.flatMap(({ code, path, suggestion }) =>
      code === 'unknown-field' && suggestion ? [showPath([...path.slice(0, -1), suggestion])] : [],
    ),
  );
  return findings.filter(({ code, expected, path }) => {
    const missing = code === 'missing-field' && expected !== undefined;
    return !(missing && meant.has(showPath([...path, expected])));
  });
}

const KEYWORDS: Readonly<Record<string, Keyword>> = {
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
    return { code: 'missing-field', path, at: 'key', message, expected: field };
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
    return { code: 'bad-format', path, at: 'value', message, expected: described(error), suggestion };
  },
  propertyNames: (error, path) => {
    const field = String(error.params['propertyName']);
    const message = `"${field}" cannot be a name${inside(path)}.`;
    const expected = describedIn(error.schema);
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
    return { code: 'missing-field', path, at: 'key', message, expected: choices.join(' or ') };
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
    return { code: 'conflicting-fields', path: where, at: 'key', message, expected: missingProperty };
  },
};

/** Bounds of numbers, texts and lists: ajv says `must be <= 5`. */
function other(error: ErrorObject): Finding {
  const path = pathOf(error.instancePath);
  const rule = (error.message ?? 'must be otherwise').replace('NOT have', 'not have');
  const message = `${subject(path)} is ${nameOfValue(error.data)}, and ${rule}.`;
  return { code: 'out-of-range', path, at: 'value', message, expected: rule.replace(/^must (be )?/, '') };
}

function pathOf(instancePath: string): Path {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function propertiesOf(error: ErrorObject): Readonly<Record<string, unknown>> {
  return (error.parentSchema?.['properties'] ?? {}) as Readonly<Record<string, unknown>>;
}

function described(error: ErrorObject): string | undefined {
  return describedIn(error.parentSchema) ?? `text that matches ${String(error.params['pattern'])}`;
}

function describedIn(schema: unknown): string | undefined {
  const { description } = (schema ?? {}) as { readonly description?: string };
  return description?.replace(/\.$/, '');
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
