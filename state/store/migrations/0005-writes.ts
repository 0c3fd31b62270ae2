// Writes to Git that were carried out.

import * as of from './column-types.ts';
import type { Migration } from './step.ts';

export const writes: Migration = {
  number: 5,
  steps: [
    {
      type: 'create-table',
      table: 'writes',
      columns: { key: of.key, asked: of.word, answer: of.textOrNull, at: of.time },
      primaryKey: ['key'],
    },
  ],
};
