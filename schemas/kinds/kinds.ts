// The register of everything that people write. A new kind is added here, and the compiler lists what it needs.

import { manifestSchema } from '../manifest/manifest.ts';
import { agentSchema } from './agent.ts';
import { roleBindingSchema } from './role-binding.ts';
import { roleSchema } from './role.ts';
import { secretSchema } from './secret.ts';
import { spaceSchema } from './space.ts';

export type Kind = 'Space' | 'Agent' | 'Secret' | 'Role' | 'RoleBinding';
export type SchemaName = Kind | 'Manifest';

export const KINDS: readonly Kind[] = ['Space', 'Agent', 'Secret', 'Role', 'RoleBinding'];

/** A JSON Schema, draft 7. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const SCHEMAS: Readonly<Record<SchemaName, JsonSchema>> = {
  Space: spaceSchema,
  Agent: agentSchema,
  Secret: secretSchema,
  Role: roleSchema,
  RoleBinding: roleBindingSchema,
  Manifest: manifestSchema,
};

export const SCHEMA_NAMES: readonly SchemaName[] = [...KINDS, 'Manifest'];

/** The JSON Schema of a kind, or of the manifest, as it is published. */
export function schemaOf(kind: SchemaName): JsonSchema {
  return SCHEMAS[kind];
}

/** `space`, `Spaces`, `manifest`: the schema that somebody means by a word on the command line. */
export function findSchemaName(word: string): SchemaName | undefined {
  const plain = word.toLowerCase().replace(/s$/, '');
  return SCHEMA_NAMES.find((name) => name.toLowerCase() === plain);
}
