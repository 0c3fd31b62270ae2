// Pull requests of the config repository, with their plans. All of it stands in the store; GitHub is not asked.

import { formatPlace, parsePlace, type ReviewPlace } from '../../../state/store/review-place.ts';
import type { PullState, ReviewRow, Reviews } from '../../../state/store/reviews.ts';
import { listOf } from '../access/needs.ts';
import { seen, visibleSpaces } from '../access/visible.ts';
import { pageOf, pageQuery } from '../paging.ts';
import { reviewListView } from '../shapes/review.ts';
import { type Sight, showReview } from '../show/review.ts';
import type { Api } from '../typed.ts';

export interface ReviewDeps {
  readonly reviews: Pick<Reviews, 'list' | 'plan'>;
}

const AT_ONCE = 50;

const query = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...pageQuery,
    state: { enum: ['open', 'merged', 'closed'], default: 'open' },
    limit: { ...pageQuery.limit, maximum: 100, default: 50 },
  },
} as const;

export function reviewRoutes(api: Api, { reviews }: ReviewDeps): void {
  /** Read as far as somebody wants them. */
  async function* rowsFrom(state: PullState, from: ReviewPlace | undefined): AsyncGenerator<ReviewRow> {
    for (let after = from; ;) {
      const rows = await reviews.list(state, { limit: AT_ONCE, ...(after === undefined ? {} : { after }) });
      yield* rows;
      after = rows.at(-1);
      if (rows.length < AT_ONCE) return;
    }
  }

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
          'Of a pull request whoever may not see every space gets what it does to the spaces that they may see. What changes while one reads page by page moves to the front: read again from there.',
        querystring: query,
      },
    },
    async ({ subject, grants, query: { state, ...asked } }) => {
      const { limit, after } = pageOf(asked, (text) => (parsePlace(text) === undefined ? undefined : text));
      const sight: Sight = {
        everything: visibleSpaces({ subject, grants }, 'Revision') === null,
        isSeen: seen({ subject, grants }, 'Revision'),
      };
      const items = [];
      let last: ReviewRow | undefined;
      for await (const row of rowsFrom(state, after === undefined ? undefined : parsePlace(after))) {
        // Before its plan is read, which may be long.
        if (!sight.everything && !row.spaces.some(({ space }) => sight.isSeen(space))) continue;
        if (items.length === limit) return { items, next: last === undefined ? null : formatPlace(last) };
        const shown = showReview(row, await reviews.plan(row.planHash), sight);
        if (shown === undefined) continue;
        items.push(shown);
        last = row;
      }
      return { items, next: null };
    },
  );
}
