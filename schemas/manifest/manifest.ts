// The manifest, raworc.json at the root of an agent's source: how that agent is built and called.

import type { FromSchema } from 'json-schema-to-ts';

import { envSchema, secretNamesSchema, sizeSchema } from '../kinds/metadata.ts';
import type { DeepReadonly } from '../readonly.ts';

export const MANIFEST_FILE = 'raworc.json';

export const manifestSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://raworc.dev/schemas/manifest.schema.json',
  title: 'Manifest',
  description: 'raworc.json: how an agent is built and called.',
  type: 'object',
  required: ['runtime'],
  properties: {
    $schema: { type: 'string', description: 'The address of this schema, for editors.' },
    runtime: {
      type: 'string',
      pattern: '^(python[a-z0-9.-]*|node[a-z0-9.-]*|rust|command)$',
      description: 'python…, node…, rust, or command for anything else that starts as a command.',
      examples: ['python3', 'node', 'rust', 'command'],
    },
    handler: {
      type: 'string',
      minLength: 1,
      maxLength: 512,
      pattern: '^[^\\s/\\\\]+$',
      description:
        "The function or object that answers: module.name. Left out, main.process_message, index.processMessage or lib.process_message_sync, by the runtime's language.",
    },
    description: { type: 'string', maxLength: 4096, default: '', description: 'One sentence for people.' },
    name: {
      type: 'string',
      maxLength: 256,
      description: "For people; the agent's name is the declared one.",
    },
    version: { type: 'string', maxLength: 256, description: 'For people.' },
    purpose: {
      type: 'string',
      maxLength: 4096,
      default: '',
      description: 'What this agent is asked about, where its declaration does not say.',
    },
    capabilities: {
      type: 'array',
      maxItems: 128,
      items: { type: 'string', minLength: 1, maxLength: 256 },
      default: [],
      description: 'Words that routing looks for in a message.',
    },
    contract: {
      enum: ['function', 'exec', 'http'],
      default: 'function',
      description:
        'How a message reaches the agent: a call of the handler, a process per message, or a request to a server that the agent brings. For the runtime command it is exec where left out.',
    },
    command: {
      type: 'array',
      minItems: 1,
      maxItems: 256,
      items: { type: 'string', maxLength: 8192 },
      description: 'The program and its arguments, for the contracts exec and http.',
    },
    http: {
      type: 'object',
      description: 'How the server of the contract http is reached, where that is not to be found out.',
      additionalProperties: false,
      properties: {
        port: {
          type: 'integer',
          minimum: 1,
          maximum: 65535,
          description:
            'Where it listens. Left out, it is given a free port in PORT, and looked for at 8080 and 8088 too.',
        },
        protocol: {
          enum: ['invocations', 'responses'],
          description:
            'POST /invocations with a message, or POST /responses as in the Responses API. Left out, invocations where GET /ping is answered, and responses where GET /readiness is.',
        },
      },
    },
    build_command: {
      type: 'string',
      minLength: 1,
      maxLength: 8192,
      description: 'A shell command that runs after the dependencies were installed.',
    },
    timeout_seconds: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 86400,
      default: 300,
      description: 'How long one turn may take.',
    },
    concurrency: {
      type: 'integer',
      minimum: 1,
      maximum: 256,
      default: 1,
      description: 'How many messages a worker takes at once.',
    },
    on_interrupted: {
      enum: ['retry', 'fail'],
      default: 'retry',
      description: 'What becomes of a turn whose container was lost.',
    },
    env: envSchema,
    secrets: secretNamesSchema,
    resources: {
      type: 'object',
      description: 'What this agent needs; the space must allow it.',
      additionalProperties: false,
      properties: {
        cpus: { type: 'number', exclusiveMinimum: 0, maximum: 1024, description: 'Cores.' },
        memory: { ...sizeSchema, description: 'Memory: 512Mi, 2Gi.' },
      },
    },
  },
  additionalProperties: true,
} as const;

/**
 * With every default filled in. With the contract `function` the handler is there; with `exec` and `http` the
 * command is. Fields that this version does not know are left out.
 */
export type Manifest = DeepReadonly<
  FromSchema<Omit<typeof manifestSchema, 'additionalProperties'> & { readonly additionalProperties: false }>
>;
