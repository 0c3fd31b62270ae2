// Who is told of what happens to a space.

import type { FromSchema } from 'json-schema-to-ts';
import type { DeepReadonly } from '../readonly.ts';
import { ENV_NAME_PATTERN } from './metadata.ts';

export const notificationEvents = ['BuildFailed', 'SpaceStalled', 'DriftRepaired', 'BudgetReached'] as const;
export type NotificationEvent = (typeof notificationEvents)[number];

const secretName = { type: 'string', pattern: ENV_NAME_PATTERN, maxLength: 128 } as const;

const notificationSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['type'],
  properties: {
    type: {
      enum: ['slack', 'webhook'],
      description:
        'In the words of Slack, which others speak too; or as JSON, signed where there is a secret.',
    },
    url: {
      type: 'string',
      maxLength: 2048,
      pattern: '^https?://[^\\s@]+$',
      description: 'Where it is sent. An address that lets anybody in, such as Slack’s, belongs in a secret.',
    },
    urlSecret: { ...secretName, description: 'Instead of url: the secret of this space that holds it.' },
    signingSecret: {
      ...secretName,
      description: 'The secret of this space that it is signed with (Standard Webhooks, HMAC-SHA256).',
    },
    events: {
      type: 'array',
      minItems: 1,
      maxItems: notificationEvents.length,
      uniqueItems: true,
      items: { enum: notificationEvents },
      description: 'Of what; left out, of everything.',
    },
  },
  anyOf: [{ required: ['url'] }, { required: ['urlSecret'] }],
  not: { required: ['url', 'urlSecret'] },
} as const;

export const notificationsSchema = {
  type: 'array',
  maxItems: 16,
  description: 'Who is told when something goes wrong here, once for each change.',
  items: notificationSchema,
} as const;

export type NotificationTarget = DeepReadonly<FromSchema<typeof notificationSchema>>;
