// langgraph.json, which LangGraph's own tools read: where an agent has no raworc.json, it says how that agent is built and called.

import type { FromSchema } from 'json-schema-to-ts';
import type { DeepReadonly } from '../readonly.ts';

export const LANGGRAPH_FILE = 'langgraph.json';

/** The fields that are looked at; the others have no effect here. */
export const langgraphSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://raworc.dev/schemas/langgraph.schema.json',
  title: 'LangGraph',
  type: 'object',
  required: ['graphs'],
  properties: {
    graphs: {
      type: 'object',
      minProperties: 1,
      maxProperties: 256,
      description: 'Graphs by name, each as path:attribute.',
      additionalProperties: {
        anyOf: [
          { type: 'string', minLength: 3, maxLength: 512 },
          {
            type: 'object',
            required: ['path'],
            properties: {
              path: { type: 'string', minLength: 3, maxLength: 512 },
              description: { type: 'string', maxLength: 4096 },
            },
          },
        ],
      },
    },
    dependencies: {
      type: 'array',
      maxItems: 256,
      items: { type: 'string', minLength: 1, maxLength: 1024 },
      description: 'Folders with packages, and names of packages.',
    },
    env: {
      anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: { type: 'string' } }],
      description: 'Variables; or a file of them, which is not read.',
    },
    node_version: { type: ['string', 'number'] },
    python_version: { type: ['string', 'number'] },
  },
  additionalProperties: true,
} as const;

export type Langgraph = DeepReadonly<FromSchema<typeof langgraphSchema>>;
