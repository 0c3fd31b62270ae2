// `GET /plans/{hash}`: where a comment's link leads. The hash is the key: whoever has it saw the comment, or could have
// made it from the same files.

import type { FastifyInstance } from 'fastify';
import type { Store } from '../../../state/store/store.ts';
import { contentSecurityPolicy, renderPlanPage } from './plan-page.ts';
import type { Revive } from './revive.ts';
import type { StoredView } from './stored-view.ts';

export interface PlanPageDeps {
  readonly store: Pick<Store, 'reviews'>;
  readonly revive: Revive;
}

export function registerPlanPage(app: FastifyInstance, { store, revive }: PlanPageDeps): void {
  app.get<{ Params: { hash: string } }>(
    '/plans/:hash',
    { schema: { hide: true } },
    async ({ params }, reply) => {
      const { hash } = params;
      const plan = /^[0-9a-f]{64}$/.test(hash) ? await store.reviews.plan(hash) : undefined;
      if (plan === undefined) {
        return reply
          .status(404)
          .type('text/plain; charset=utf-8')
          .send('There is no such plan: it was never made here, or it is older than what is kept.\n');
      }
      return reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', contentSecurityPolicy)
        .header('x-content-type-options', 'nosniff')
        .header('referrer-policy', 'no-referrer')
        .header('cache-control', 'private, max-age=300')
        .send(renderPlanPage(revive(plan, plan.content as StoredView)));
    },
  );
}
