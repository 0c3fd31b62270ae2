// Schedules of agents.

import * as of from './column-types.ts';
import type { Migration } from './step.ts';

export const schedules: Migration = {
  number: 7,
  steps: [
    {
      type: 'create-table',
      table: 'schedules',
      columns: {
        space: of.word,
        agent: of.word,
        name: of.word,
        spec: of.text,
        nextAt: of.timeOrNull,
        lastAt: of.timeOrNull,
        lastOutcome: of.wordOrNull,
        lastError: of.textOrNull,
        sessionId: of.idOrNull,
        turnId: of.idOrNull,
        version: of.count,
      },
      primaryKey: ['space', 'agent', 'name'],
    },
  ],
};
