// Writes the schemas as files that editors can point at: `node schemas/publish.ts`. A test fails while they are stale.

import { writeFileSync } from 'node:fs';

import { SCHEMA_NAMES, schemaOf } from './kinds/kinds.ts';
import type { SchemaName } from './kinds/kinds.ts';

export const PUBLISHED = new URL('published/', import.meta.url);

/** File names to contents. */
export function publishedFiles(): ReadonlyMap<string, string> {
  const entries = SCHEMA_NAMES.map(
    (name) => [fileName(name), `${JSON.stringify(schemaOf(name), null, 2)}\n`] as const,
  );
  return new Map(entries);
}

function fileName(name: SchemaName): string {
  return `${name.toLowerCase()}.schema.json`;
}

if (import.meta.main) {
  for (const [name, text] of publishedFiles()) writeFileSync(new URL(name, PUBLISHED), text);
}
