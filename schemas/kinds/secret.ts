// The kind Secret: a value sealed to the runtime's public key, so that it can stand in Git.

import type { FromSchema } from 'json-schema-to-ts';

import type { DeepReadonly } from '../readonly.ts';
import { apiVersionSchema, ENV_NAME_PATTERN, labelsSchema, nameSchema } from './metadata.ts';

export const secretSpecSchema = {
  type: 'object',
  description: 'The sealed value.',
  additionalProperties: false,
  required: ['sealed'],
  properties: {
    sealed: {
      type: 'string',
      minLength: 1,
      maxLength: 131072,
      pattern: '^[A-Za-z0-9+/=\\s.,:-]+$',
      description: 'The text that sealing gave. Only the runtime whose key it was sealed to can open it.',
    },
  },
} as const;

export const secretSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://raworc.dev/schemas/secret.schema.json',
  title: 'Secret',
  description: 'A value that agents of a space can be given, sealed so that Git may hold it.',
  type: 'object',
  additionalProperties: false,
  required: ['apiVersion', 'kind', 'metadata', 'spec'],
  properties: {
    apiVersion: apiVersionSchema,
    kind: { const: 'Secret', description: 'What this document declares.' },
    metadata: {
      type: 'object',
      description: 'The name by which agents ask for it.',
      additionalProperties: false,
      required: ['name', 'space'],
      properties: {
        name: {
          type: 'string',
          pattern: ENV_NAME_PATTERN,
          description: 'The name of the environment variable.',
        },
        space: { ...nameSchema, description: 'The name of the space that it belongs to.' },
        labels: labelsSchema,
      },
    },
    spec: secretSpecSchema,
  },
} as const;

export type SecretSpec = DeepReadonly<FromSchema<typeof secretSpecSchema>>;
