// Removes what nobody needs any more, or tells what that would be.

import { outsideOfSpaces } from '../access/needs.ts';
import type { Reconciler } from '../../../reconciler/loop/control.ts';
import { whileConnected } from '../server-sent-events.ts';
import { garbageView } from '../shapes/runtime.ts';
import type { Api } from '../typed.ts';

const collectBody = {
  type: 'object',
  additionalProperties: false,
  properties: {
    dry_run: { type: 'boolean', description: 'Only say what would be removed.' },
    closed_before: {
      type: 'number',
      minimum: 0,
      description:
        'Seconds: sessions that were closed so long ago go with their history. Left out, all stay.',
    },
    keep_build_cache: {
      type: 'integer',
      minimum: 0,
      description:
        'Bytes: what the engine’s build cache holds beyond goes, of whose builds on that engine it ever is. Left out, all stays.',
    },
  },
} as const;

export function garbageRoutes(
  api: Api,
  { reconciler }: { readonly reconciler: Pick<Reconciler, 'collectGarbage'> },
): void {
  api.post(
    '/gc',
    {
      config: outsideOfSpaces('operate', 'Session'),
      schema: {
        operationId: 'collectGarbage',
        response: { 200: garbageView },
        tags: ['maintenance'],
        summary:
          'Remove what nobody needs: orphaned containers and volumes, unneeded images and sources, old logs',
        body: collectBody,
      },
    },
    async (request, reply) => {
      const { dry_run: dryRun = false, closed_before: seconds, keep_build_cache: keep } = request.body ?? {};
      const more = {
        ...(seconds === undefined ? {} : { closedBefore: Date.now() - seconds * 1000 }),
        ...(keep === undefined ? {} : { keepBuildCache: keep }),
      };
      const items = await reconciler.collectGarbage({ dryRun, ...more }, { signal: whileConnected(reply) });
      const bytes = items.reduce((sum, item) => sum + (item.bytes ?? 0), 0);
      return { dry_run: dryRun, bytes, items };
    },
  );
}
