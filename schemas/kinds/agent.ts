// The kind Agent: where an agent's code is, what it is for and what its processes are given.

import type { FromSchema } from 'json-schema-to-ts';

import type { DeepReadonly } from '../readonly.ts';
import { apiVersionSchema, envSchema, labelsSchema, nameSchema, secretNamesSchema } from './metadata.ts';
import { schedulesSchema } from './schedule.ts';

const sourceSchema = {
  type: 'object',
  description: 'Where the code is: in a repository of its own, or, with no repo, in a folder of this one.',
  additionalProperties: false,
  properties: {
    repo: {
      type: 'string',
      minLength: 1,
      maxLength: 2048,
      pattern: '^\\S+$',
      description: 'owner/name, github.com/owner/name, an https or ssh URL, or a local path.',
    },
    ref: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      pattern: '^[^\\s~^:?*\\[\\\\]+$',
      description: "A branch, a tag or a commit. Left out, the remote's HEAD.",
    },
    semver: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      description: 'A range over version tags, of which the highest is taken: ^1.2, ~3.1, >=2 <4.',
    },
    commit: {
      type: 'string',
      pattern: '^[0-9a-f]{40}$',
      description:
        'The commit that runs, whatever the ref leads to; pull requests bump it. Left out, what the ref leads to.',
    },
    path: {
      type: 'string',
      minLength: 1,
      maxLength: 1024,
      pattern: '^(?!/)(?!(.*/)?\\.\\.(/|$))[^\\\\\\x00]+$',
      default: '.',
      description:
        'The folder that holds raworc.json, inside the repository; without .. and without a leading slash.',
    },
    update: {
      enum: ['auto', 'pullRequest'],
      default: 'auto',
      description:
        'Follow the ref, or stay at a commit and have a pull request bump it when the ref leads to another.',
    },
  },
  anyOf: [{ required: ['repo'] }, { required: ['path'] }],
  not: { required: ['ref', 'semver'] },
  dependencies: { ref: ['repo'], semver: ['repo'], commit: ['repo'] },
} as const;

export const agentSpecSchema = {
  type: 'object',
  description: 'What the agent is. Only its source has to be said.',
  additionalProperties: false,
  required: ['source'],
  properties: {
    source: sourceSchema,
    purpose: {
      type: 'string',
      maxLength: 4096,
      default: '',
      description: 'What this agent is asked about. Routing reads it.',
    },
    env: envSchema,
    secrets: secretNamesSchema,
    schedules: schedulesSchema,
  },
} as const;

export const agentSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://raworc.dev/schemas/agent.schema.json',
  title: 'Agent',
  description: 'One agent of a space.',
  type: 'object',
  additionalProperties: false,
  required: ['apiVersion', 'kind', 'metadata', 'spec'],
  properties: {
    apiVersion: apiVersionSchema,
    kind: { const: 'Agent', description: 'What this document declares.' },
    metadata: {
      type: 'object',
      description: 'The name by which everything else knows it.',
      additionalProperties: false,
      required: ['name', 'space'],
      properties: {
        name: nameSchema,
        space: { ...nameSchema, description: 'The name of the space that it belongs to.' },
        labels: labelsSchema,
      },
    },
    spec: agentSpecSchema,
  },
} as const;

/** Without `repo` the source is a folder of the config repository itself; `path` is then what was written. */
export interface AgentSource {
  readonly repo?: string;
  readonly ref?: string;
  readonly semver?: string;
  readonly commit?: string;
  readonly path: string;
  readonly update: 'auto' | 'pullRequest';
}

/** With every default filled in. */
export type AgentSpec = DeepReadonly<
  Omit<FromSchema<typeof agentSpecSchema>, 'source'> & { source: AgentSource }
>;
