// Pull requests of the config repository, with their plans. All of it stands in the store; GitHub is not asked.

import type { Reviews } from '../../../state/store/reviews.ts';
import { listOf } from '../access/needs.ts';
import { seen, visibleSpaces } from '../access/visible.ts';
import { reviewListView } from '../shapes/review.ts';
import { showReview } from '../show/review.ts';
import type { Api } from '../typed.ts';

export interface ReviewDeps {
  readonly reviews: Pick<Reviews, 'list' | 'plan'>;
}

const query = {
  type: 'object',
  additionalProperties: false,
  properties: {
    state: { enum: ['open', 'merged', 'closed'], default: 'open' },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
  },
} as const;

export function reviewRoutes(api: Api, { reviews }: ReviewDeps): void {
  api.get(
    '/reviews',
    {
      config: listOf('Revision'),
      schema: {
        operationId: 'listReviews',
        response: { 200: reviewListView },
        tags: ['git'],
        summary: 'Pull requests and what they would do, newest first',
        description:
          'Of a pull request whoever may not see every space gets what it does to the spaces that they may see.',
        querystring: query,
      },
    },
    async ({ subject, grants, query: { state, limit } }) => {
      const sight = {
        everything: visibleSpaces({ subject, grants }, 'Revision') === null,
        isSeen: seen({ subject, grants }, 'Revision'),
      };
      const items = [];
      for (const row of await reviews.list(state, limit)) {
        const shown = showReview(row, await reviews.plan(row.planHash), sight);
        if (shown !== undefined) items.push(shown);
      }
      return { items, next: null };
    },
  );
}
