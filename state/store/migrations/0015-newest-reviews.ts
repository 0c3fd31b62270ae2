// Reviews are listed by when they changed, and whether any did is asked every second while somebody looks.

import type { Migration } from './step.ts';

export const newestReviews: Migration = {
  number: 15,
  steps: [{ type: 'create-index', table: 'reviews', columns: ['state', 'updatedAt', 'pull'] }],
};
