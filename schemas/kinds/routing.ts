// The part of a Space that says which agent answers a message that names none.

import type { FromSchema } from 'json-schema-to-ts';

import type { DeepReadonly } from '../readonly.ts';
import { durationSchema, ENV_NAME_PATTERN, nameSchema } from './metadata.ts';

const agentSchema = { ...nameSchema, description: 'The name of an agent of this space.' } as const;

const ruleSchema = {
  type: 'object',
  description: 'Sends messages to an agent. What it says of the message must all be so.',
  additionalProperties: false,
  required: ['agent'],
  anyOf: [{ required: ['contains'] }, { required: ['matches'] }],
  properties: {
    agent: agentSchema,
    contains: {
      type: 'array',
      minItems: 1,
      maxItems: 64,
      items: { type: 'string', minLength: 1, maxLength: 200, pattern: '\\S' },
      description: 'Words or phrases, any of which stands in the message as a whole; case does not count.',
    },
    matches: {
      type: 'string',
      minLength: 1,
      maxLength: 500,
      description:
        'A regular expression that any part of the message matches; case does not count. Without lookaround and back references, so that it always ends soon.',
    },
  },
} as const;

const modelSchema = {
  type: 'object',
  description: 'A model that chooses among the agents of this space where no mention and no rule decides.',
  additionalProperties: false,
  required: ['provider', 'model'],
  properties: {
    provider: {
      enum: ['openai', 'anthropic'],
      description: 'Whose API it speaks. Anything that is compatible with OpenAI is openai.',
    },
    baseUrl: {
      type: 'string',
      maxLength: 2048,
      pattern: '^https?://[^\\s@?#]+$',
      description:
        "Where the API is, up to and with its version: http://10.0.0.5:8000/v1. Left out, the provider's own.",
    },
    model: { type: 'string', minLength: 1, maxLength: 256, description: 'The name of the model.' },
    apiKeySecret: {
      type: 'string',
      pattern: ENV_NAME_PATTERN,
      description: "The name of the space's secret that holds the key. Left out, no key is sent.",
    },
    timeout: {
      ...durationSchema,
      default: '5s',
      description: 'How long the model may take, from 100ms to 1m; then the message goes on without it.',
    },
    when: {
      enum: ['always', 'unsure'],
      default: 'always',
      description:
        'For every message that nothing names an agent for, or only where its words decide for none.',
    },
  },
} as const;

const testSchema = {
  type: 'object',
  description: 'A message, and the agent that must answer it. Judged without the model.',
  additionalProperties: false,
  required: ['message', 'agent'],
  properties: {
    message: { type: 'string', minLength: 1, maxLength: 1000, description: 'What somebody may say.' },
    agent: agentSchema,
  },
} as const;

export const routingSchema = {
  type: 'object',
  description: 'Which agent answers a message that names none.',
  additionalProperties: false,
  properties: {
    default: agentSchema,
    rules: {
      type: 'array',
      maxItems: 64,
      items: ruleSchema,
      description: 'The first that fits decides.',
    },
    model: modelSchema,
    tests: {
      type: 'array',
      maxItems: 200,
      items: testSchema,
      description: 'What `raworc validate` and plans check.',
    },
  },
  default: {},
} as const;

export type RoutingSpec = DeepReadonly<FromSchema<typeof routingSchema>>;
export type RoutingRule = NonNullable<RoutingSpec['rules']>[number];
export type RoutingModel = NonNullable<RoutingSpec['model']>;
export type RoutingTest = NonNullable<RoutingSpec['tests']>[number];
