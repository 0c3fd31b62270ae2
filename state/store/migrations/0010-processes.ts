// Processes of one installation, and which of them is attached to which session.

import * as of from './column-types.ts';
import type { Migration } from './step.ts';

export const processes: Migration = {
  number: 10,
  steps: [
    {
      type: 'create-table',
      table: 'processes',
      columns: {
        id: of.word,
        role: of.word,
        home: of.word,
        address: of.textOrNull,
        version: of.word,
        protocol: of.count,
        keyId: of.word,
        startedAt: of.time,
        seenAt: of.time,
      },
      primaryKey: ['id'],
    },
    {
      type: 'create-table',
      table: 'heldSessions',
      columns: { session: of.word, process: of.word },
      primaryKey: ['session'],
    },
    { type: 'create-index', table: 'heldSessions', columns: ['process'] },
  ],
};
