// What spaces spent lately is added up whenever somebody asks for the metrics: from the index alone, which holds all of it.

import type { Migration } from './step.ts';

export const spendingByHour: Migration = {
  number: 16,
  steps: [
    {
      type: 'create-index',
      table: 'usageHours',
      name: 'usageHours_spending',
      columns: ['hour', 'space', 'currency', 'turns', 'inputTokens', 'outputTokens', 'wallMs', 'costMicros'],
    },
  ],
};
