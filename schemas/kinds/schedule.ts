// A schedule of an agent: when it is sent which message, and in which session.

import type { FromSchema } from 'json-schema-to-ts';

import type { DeepReadonly } from '../readonly.ts';
import { nameSchema } from './metadata.ts';

const scheduleSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'cron', 'message'],
  properties: {
    name: { ...nameSchema, description: 'Unlike those of the other schedules of this agent.' },
    cron: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      description:
        'Minute, hour, day of month, month and day of week: 0 9 * * 1-5; or @hourly, @daily, @weekly, @monthly, @yearly.',
    },
    timeZone: {
      type: 'string',
      minLength: 1,
      maxLength: 64,
      default: 'UTC',
      description: 'By its IANA name: Europe/Berlin. Summer time is kept.',
    },
    message: {
      type: 'string',
      minLength: 1,
      maxLength: 65536,
      description: 'What the agent is sent.',
    },
    session: {
      enum: ['new', 'same'],
      default: 'new',
      description:
        'A new session for each run, which is closed when the next one begins, or one that is kept and goes on.',
    },
    missed: {
      enum: ['skip', 'once'],
      default: 'once',
      description:
        'What becomes of runs that nothing ran for, because the runtime was down: none of them is made up for, or one for all.',
    },
    whileBusy: {
      enum: ['skip', 'queue'],
      default: 'skip',
      description:
        'What becomes of a run in the same session that comes before the last one was answered: it is left out, or waits.',
    },
    enabled: { type: 'boolean', default: true, description: 'Whether it runs at all.' },
  },
} as const;

export const schedulesSchema = {
  type: 'array',
  description: 'When the agent is sent a message without anybody asking.',
  maxItems: 64,
  items: scheduleSchema,
  default: [],
} as const;

/** With every default filled in. */
export type Schedule = DeepReadonly<FromSchema<typeof scheduleSchema>>;
