// The inbox of webhooks.

import * as of from './column-types.ts';
import type { Migration } from './step.ts';

export const deliveries: Migration = {
  number: 2,
  steps: [
    {
      type: 'create-table',
      table: 'deliveries',
      columns: {
        hook: of.id,
        delivery: of.word,
        event: of.word,
        action: of.wordOrNull,
        bodyHash: of.id,
        bytes: of.count,
        state: of.word,
        hint: of.textOrNull,
        keys: of.textOrNull,
        error: of.textOrNull,
        received: of.count,
        receivedAt: of.time,
        endedAt: of.timeOrNull,
      },
      primaryKey: ['hook', 'delivery'],
    },
    { type: 'create-index', table: 'deliveries', columns: ['bodyHash', 'receivedAt'] },
    { type: 'create-index', table: 'deliveries', columns: ['receivedAt', 'delivery'] },
    { type: 'create-index', table: 'deliveries', columns: ['state', 'receivedAt', 'delivery'] },
  ],
};
