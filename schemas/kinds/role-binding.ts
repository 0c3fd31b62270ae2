// The kind RoleBinding: who has a role, and in which spaces.

import type { FromSchema } from 'json-schema-to-ts';

import type { DeepReadonly } from '../readonly.ts';
import { apiVersionSchema, GITHUB_LOGIN_PATTERN, labelsSchema, nameSchema } from './metadata.ts';

const subjectName = { type: 'string', minLength: 1, maxLength: 128, pattern: '^[^\\s]+$' } as const;

export const roleBindingSpecSchema = {
  type: 'object',
  description: 'Who has which role, and where.',
  additionalProperties: false,
  required: ['role', 'subjects', 'spaces'],
  properties: {
    role: { ...nameSchema, description: 'A declared role, or viewer, developer, operator, admin.' },
    subjects: {
      type: 'array',
      description: 'Who has it.',
      minItems: 1,
      maxItems: 256,
      items: {
        type: 'object',
        additionalProperties: false,
        minProperties: 1,
        maxProperties: 1,
        properties: {
          account: { ...subjectName, description: 'A person: the name of an account.' },
          serviceAccount: { ...subjectName, description: 'A program.' },
          github: {
            type: 'string',
            maxLength: 128,
            pattern: GITHUB_LOGIN_PATTERN,
            description: 'A person of GitHub, by the login there.',
          },
          githubTeam: {
            type: 'string',
            maxLength: 256,
            pattern: '^[A-Za-z0-9-]+/[A-Za-z0-9_.-]+$',
            description: 'Everybody of a team: organization/team.',
          },
        },
      },
    },
    spaces: {
      type: 'array',
      description: 'Where: names of spaces; * is all of them, and what belongs to no space.',
      minItems: 1,
      maxItems: 1024,
      uniqueItems: true,
      items: { type: 'string', maxLength: 63, pattern: '^(\\*|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$' },
    },
  },
} as const;

export const roleBindingSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://raworc.dev/schemas/rolebinding.schema.json',
  title: 'RoleBinding',
  description: 'Gives a role to accounts, service accounts, and people and teams of GitHub.',
  type: 'object',
  additionalProperties: false,
  required: ['apiVersion', 'kind', 'metadata', 'spec'],
  properties: {
    apiVersion: apiVersionSchema,
    kind: { const: 'RoleBinding', description: 'What this document declares.' },
    metadata: {
      type: 'object',
      description: 'A name of its own.',
      additionalProperties: false,
      required: ['name'],
      properties: { name: nameSchema, labels: labelsSchema },
    },
    spec: roleBindingSpecSchema,
  },
} as const;

export type RoleBindingSpec = DeepReadonly<FromSchema<typeof roleBindingSpecSchema>>;
