// What a reviewed pull request is called, and whether it is still open: seen without asking GitHub.

import * as of from './column-types.ts';
import type { Migration } from './step.ts';

export const reviewPulls: Migration = {
  number: 13,
  steps: [
    // Of those that were there before nobody knows: they are looked at again with their next delivery.
    {
      type: 'add-column',
      table: 'reviews',
      column: 'state',
      columnType: `VARCHAR(16) NOT NULL DEFAULT 'open'`,
    },
    { type: 'add-column', table: 'reviews', column: 'title', columnType: of.textOrNull },
    { type: 'add-column', table: 'reviews', column: 'author', columnType: of.keyOrNull },
    { type: 'add-column', table: 'reviews', column: 'url', columnType: of.textOrNull },
  ],
};
