// What was told of spaces to whoever listens.

import * as of from './column-types.ts';
import type { Migration } from './step.ts';

export const notices: Migration = {
  number: 12,
  steps: [
    {
      type: 'create-table',
      table: 'notices',
      columns: {
        space: of.word,
        kind: of.word,
        subject: of.word,
        state: of.word,
        version: of.count,
        at: of.time,
      },
      primaryKey: ['space', 'kind', 'subject'],
    },
  ],
};
