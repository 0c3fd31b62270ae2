// Schedules that are in force: they are declared in Git, so here they are only looked at.

import { inSpace } from '../access/needs.ts';
import type { Reconciler } from '../../../reconciler/loop/control.ts';
import { spacePath } from '../shapes/parameters.ts';
import { scheduleListView } from '../shapes/schedule.ts';
import { showSchedule } from '../show/schedule.ts';
import type { Api } from '../typed.ts';

export function scheduleRoutes(
  api: Api,
  { reconciler }: { readonly reconciler: Pick<Reconciler, 'schedules'> },
): void {
  api.get(
    '/spaces/:space/schedules',
    {
      config: inSpace('list', 'Agent'),
      schema: {
        operationId: 'listSchedules',
        response: { 200: scheduleListView },
        tags: ['spaces'],
        summary: 'The schedules of a space: when each runs next, and what became of its last run',
        description:
          '`session_id` and `turn_id` are of the last message that was sent. `last.outcome` is `sent`, `missed` (nothing ran at that time), `busy` (the last message was not answered yet) or `failed`.',
        params: spacePath,
      },
    },
    async ({ params }) => ({
      items: (await reconciler.schedules(params.space)).map(showSchedule),
      next: null,
    }),
  );
}
