// What differs between two specifications, field by field, as the lines of a diff.

import { type Digest, shownValue } from './conceal.ts';

export interface FieldChange {
  /** The field's names from the root. */
  readonly path: readonly string[];
  /** Undefined where the field is not there. */
  readonly before: unknown;
  readonly after: unknown;
}

/** Sorted by path. Lists are compared as a whole. */
export function fieldChanges(before: unknown, after: unknown): readonly FieldChange[] {
  return changesBelow([], before, after);
}

export function diffLines(changes: readonly FieldChange[], digest: Digest): readonly string[] {
  return changes.flatMap(({ path, before, after }) => [
    ...(before === undefined ? [] : [`- ${path.join('.')}: ${shown(path, before, digest)}`]),
    ...(after === undefined ? [] : [`+ ${path.join('.')}: ${shown(path, after, digest)}`]),
  ]);
}

function changesBelow(path: readonly string[], before: unknown, after: unknown): readonly FieldChange[] {
  if (isRecord(before) || isRecord(after)) {
    const [from, to] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}];
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
    return names.flatMap((name) => changesBelow([...path, name], from[name], to[name]));
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

function shown(path: readonly string[], value: unknown, digest: Digest): string {
  // The ciphertext says nothing to people, and it is not to be read in a comment.
  if (path[0] === 'sealed') return '(sealed)';
  return shownValue(path, value, digest);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
