// The kind Space: a team's boundary, with the limits, the network and the manners of its sessions.

import type { FromSchema } from 'json-schema-to-ts';

import type { DeepReadonly } from '../readonly.ts';
import { sessionBudgetsSchema, spaceBudgetsSchema } from './budget.ts';
import { apiVersionSchema, durationSchema, labelsSchema, nameSchema, sizeSchema } from './metadata.ts';
import { notificationsSchema } from './notifications.ts';
import { routingSchema } from './routing.ts';

const resourcesSchema = {
  type: 'object',
  description: 'Limits of each session of this space.',
  additionalProperties: false,
  properties: {
    cpus: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1024,
      default: 1,
      description: 'Cores; 0.5 is half a core.',
    },
    memory: { ...sizeSchema, default: '512Mi', description: 'Memory: 512Mi, 2Gi.' },
    pids: {
      type: 'integer',
      minimum: 16,
      maximum: 65536,
      default: 256,
      description: 'How many processes and threads may exist at once.',
    },
    storage: {
      ...sizeSchema,
      default: '2Gi',
      description:
        'How much the workspace may hold; beyond that all that writes is stopped, until there is room.',
    },
    files: {
      type: 'integer',
      minimum: 100,
      maximum: 1_000_000_000,
      description:
        'How many files, folders and links the workspace may hold; one for each 16Ki of storage where it is not said, at least 10000.',
    },
  },
  default: {},
} as const;

const sessionsSchema = {
  type: 'object',
  description: 'How sessions of this space live.',
  additionalProperties: false,
  properties: {
    rollout: {
      enum: ['onIdle', 'immediate', 'newSessions'],
      default: 'onIdle',
      description:
        'When sessions move to a new image: as soon as they are idle, at once (a turn is taken again), or not at all, so that only new sessions get it.',
    },
    idle: {
      type: 'object',
      description:
        'What happens to a session in which nothing happens, each time counted from the last activity.',
      additionalProperties: false,
      properties: {
        pauseAfter: {
          ...durationSchema,
          default: '5m',
          description: 'Processes are frozen, memory is kept.',
        },
        suspendAfter: {
          ...durationSchema,
          default: '30m',
          description: 'The container is removed, the workspace is kept.',
        },
        closeAfter: {
          ...durationSchema,
          default: '30d',
          description: 'Container and workspace are removed, the history is kept.',
        },
      },
      default: {},
    },
    warm: {
      type: 'integer',
      minimum: 0,
      maximum: 1000,
      default: 0,
      description: 'How many sessions are started ahead, so that a new one is there at once.',
    },
    max: {
      type: 'integer',
      minimum: 1,
      maximum: 100000,
      default: 50,
      description: 'How many sessions may be open at once, suspended ones not counted.',
    },
    budgets: sessionBudgetsSchema,
  },
  default: {},
} as const;

export const spaceSpecSchema = {
  type: 'object',
  description: 'What the space is. Everything has a default.',
  additionalProperties: false,
  properties: {
    description: { type: 'string', maxLength: 4096, default: '', description: 'One sentence for people.' },
    resources: resourcesSchema,
    isolation: {
      enum: ['runc', 'runsc', 'kata'],
      default: 'runc',
      description: 'The container runtime. One that the engine does not offer is refused, never replaced.',
    },
    network: {
      type: 'object',
      description: 'What sessions can reach.',
      additionalProperties: false,
      properties: {
        egress: {
          enum: ['none', 'internet'],
          default: 'internet',
          description: 'Nothing at all, or public addresses only.',
        },
      },
      default: {},
    },
    sessions: sessionsSchema,
    routing: routingSchema,
    budgets: spaceBudgetsSchema,
    notifications: notificationsSchema,
    prune: {
      enum: ['auto', 'confirm', 'never'],
      default: 'confirm',
      description:
        'What happens when the space, or an agent with sessions, is removed from Git: it goes, it goes once somebody confirms, or it stays.',
    },
  },
  default: {},
} as const;

export const spaceSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://raworc.dev/schemas/space.schema.json',
  title: 'Space',
  description: "A team's boundary: its agents, image, secrets, limits, network and sessions.",
  type: 'object',
  additionalProperties: false,
  required: ['apiVersion', 'kind', 'metadata'],
  properties: {
    apiVersion: apiVersionSchema,
    kind: { const: 'Space', description: 'What this document declares.' },
    metadata: {
      type: 'object',
      description: 'The name by which everything else knows it.',
      additionalProperties: false,
      required: ['name'],
      properties: { name: nameSchema, labels: labelsSchema },
    },
    spec: spaceSpecSchema,
  },
} as const;

/** With every default filled in. Sizes and times are text as written: see `parseSize`, `parseDuration`. */
export type SpaceSpec = DeepReadonly<FromSchema<typeof spaceSpecSchema>>;
export type SpaceDocument = DeepReadonly<FromSchema<typeof spaceSchema>>;
