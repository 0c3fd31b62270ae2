// Answers in the shapes that GitHub publishes: its own example of each, with what is true here laid over it.

import {
  type PublishedDescription,
  type PublishedOperation,
  readDescription,
} from '../../contract/github/published-description.ts';

/** Read when it is first needed: it is large, and the same for all. */
let description: PublishedDescription | undefined;

export function findOperation(method: string, path: string): PublishedOperation | undefined {
  description ??= readDescription();
  return description.find(method, path);
}

/** The published example of what an operation answers on success. */
export function exampleOf(method: string, path: string): Record<string, unknown> {
  const example = findOperation(method, path)?.success.example;
  const one: unknown = Array.isArray(example) ? example[0] : example;
  if (typeof one !== 'object' || one === null) throw new Error(`${method} ${path} has no published example.`);
  return one as Record<string, unknown>;
}

/** Objects are laid over one another field by field, everything else replaces what is there. */
export function overlay(under: unknown, over: unknown): unknown {
  if (!isRecord(under) || !isRecord(over)) return over;
  const merged: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) merged[name] = overlay(under[name], value);
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
