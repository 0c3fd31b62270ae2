import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { Ajv } from 'ajv';

import { findSchemaName, SCHEMA_NAMES, schemaOf } from '../../schemas/kinds/kinds.ts';
import { PUBLISHED, publishedFiles } from '../../schemas/publish.ts';

test('the files that editors use are those that the code uses; else run: node schemas/publish.ts', () => {
  const onDisk = readdirSync(PUBLISHED).map(
    (name) => [name, readFileSync(new URL(name, PUBLISHED), 'utf8')] as const,
  );
  assert.deepEqual(new Map(onDisk), new Map(publishedFiles()));
});

for (const name of SCHEMA_NAMES) {
  test(`the schema of ${name} is valid draft 7, with an address, a title and a description everywhere`, () => {
    const schema = schemaOf(name);
    assert.equal(new Ajv().validateSchema(schema), true);
    assert.equal(schema['$id'], `https://raworc.dev/schemas/${name.toLowerCase()}.schema.json`);
    for (const [path, part] of properties(schema, name)) {
      assert.equal(typeof part['description'], 'string', `${path} has a description that editors can show`);
    }
  });
}

test('a person may write a kind in any case, and in the plural', () => {
  assert.deepEqual(['space', 'Agents', 'MANIFEST', 'pod'].map(findSchemaName), [
    'Space',
    'Agent',
    'Manifest',
    undefined,
  ]);
});

type Part = Readonly<Record<string, unknown>>;

function* properties(schema: Part, path: string): Iterable<readonly [string, Part]> {
  for (const [name, part] of Object.entries((schema['properties'] ?? {}) as Record<string, Part>)) {
    yield [`${path}.${name}`, part];
    yield* properties(part, `${path}.${name}`);
  }
}
