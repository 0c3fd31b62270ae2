// The kind Role: what somebody who has it may do.

import type { FromSchema } from 'json-schema-to-ts';

import type { DeepReadonly } from '../readonly.ts';
import { apiVersionSchema, labelsSchema, nameSchema } from './metadata.ts';

/** Roles that are there without being declared; nobody can declare one of these names. */
export const BUILT_IN_ROLES = ['viewer', 'developer', 'operator', 'admin'] as const;

export const ROLE_KINDS = [
  'Space',
  'Agent',
  'Secret',
  'Role',
  'RoleBinding',
  'Session',
  'Build',
  'Revision',
  'Account',
  'Token',
  'Audit',
] as const;

export const ROLE_VERBS = ['get', 'list', 'create', 'update', 'delete', 'talk', 'exec', 'operate'] as const;

export const roleSpecSchema = {
  type: 'object',
  description: 'What it allows. Nothing is forbidden by a role: what no rule allows is refused.',
  additionalProperties: false,
  required: ['rules'],
  properties: {
    rules: {
      type: 'array',
      description: 'Each allows every one of its verbs on every one of its kinds.',
      minItems: 1,
      maxItems: 64,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['kinds', 'verbs'],
        properties: {
          kinds: {
            type: 'array',
            description: 'Kinds of things; * is all of them.',
            minItems: 1,
            uniqueItems: true,
            items: { enum: ['*', ...ROLE_KINDS] },
          },
          verbs: {
            type: 'array',
            description:
              'What may be done; * is everything. talk sends messages to sessions, exec reaches into them, operate syncs, holds, rolls back and confirms.',
            minItems: 1,
            uniqueItems: true,
            items: { enum: ['*', ...ROLE_VERBS] },
          },
          names: {
            type: 'array',
            description: 'Only things with these names. Left out, all of them.',
            minItems: 1,
            maxItems: 256,
            uniqueItems: true,
            items: { type: 'string', minLength: 1, maxLength: 128 },
            default: ['*'],
          },
        },
      },
    },
  },
} as const;

export const roleSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://raworc.dev/schemas/role.schema.json',
  title: 'Role',
  description: 'What somebody who has it may do. A RoleBinding says who has it, and where.',
  type: 'object',
  additionalProperties: false,
  required: ['apiVersion', 'kind', 'metadata', 'spec'],
  properties: {
    apiVersion: apiVersionSchema,
    kind: { const: 'Role', description: 'What this document declares.' },
    metadata: {
      type: 'object',
      description: 'The name by which bindings know it.',
      additionalProperties: false,
      required: ['name'],
      properties: { name: nameSchema, labels: labelsSchema },
    },
    spec: roleSpecSchema,
  },
} as const;

/** With every default filled in. */
export type RoleSpec = DeepReadonly<FromSchema<typeof roleSpecSchema>>;
