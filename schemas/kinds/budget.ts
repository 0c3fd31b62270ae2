// What turns may take in a time, as a space declares it; whatever is left out has no limit.

import { durationSchema } from './metadata.ts';

const limitsOf = (description: string) =>
  ({
    type: 'object',
    description,
    additionalProperties: false,
    minProperties: 1,
    properties: {
      turns: {
        type: 'integer',
        minimum: 1,
        description: 'How many turns may end, those of asked agents too.',
      },
      tokens: {
        type: 'integer',
        minimum: 1,
        description: 'Tokens in and out, as agents report them.',
      },
      cost: {
        type: 'number',
        exclusiveMinimum: 0,
        description: 'What they may cost, as agents report it; costs in another currency don’t count.',
      },
      currency: {
        type: 'string',
        pattern: '^[A-Z]{3}$',
        description: 'Of the cost, ISO 4217; USD where it is not said.',
      },
      wallTime: {
        ...durationSchema,
        description: 'How long turns may run, added up; where one waits for another, both do.',
      },
    },
  }) as const;

const periods = {
  day: limitsOf('For each day, from midnight in UTC.'),
  month: limitsOf('For each month, in UTC.'),
} as const;

export const spaceBudgetsSchema = {
  type: 'object',
  description:
    'What the turns of all its sessions may take. When that is reached no message is taken and sessions are paused, until the time is over or the budget is raised.',
  additionalProperties: false,
  properties: periods,
} as const;

export const sessionBudgetsSchema = {
  type: 'object',
  description: 'What the turns of each session may take.',
  additionalProperties: false,
  properties: { ...periods, total: limitsOf('For as long as the session is open.') },
} as const;
