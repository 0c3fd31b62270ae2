// Workspaces of spaces that went, which are kept for a while.

import * as of from './column-types.ts';
import type { Migration } from './step.ts';

export const keptWorkspaces: Migration = {
  number: 14,
  steps: [
    { type: 'add-column', table: 'sessions', column: 'keptUntil', columnType: of.timeOrNull },
    { type: 'create-index', table: 'sessions', columns: ['keptUntil'] },
  ],
};
