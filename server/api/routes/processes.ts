// The processes that serve this installation.

import { type ProcessRow } from '../../../state/store/processes.ts';
import { isAlive } from '../../../state/tasks/presence.ts';
import { anybody } from '../access/needs.ts';
import { time } from '../show/time.ts';
import { processListView } from '../shapes/runtime.ts';
import type { Api } from '../typed.ts';

export interface ProcessDeps {
  readonly processes: () => Promise<readonly ProcessRow[]>;
  readonly now: () => number;
}

export function processRoutes(api: Api, deps: ProcessDeps): void {
  api.get(
    '/processes',
    {
      config: anybody,
      schema: {
        operationId: 'listProcesses',
        response: { 200: processListView },
        tags: ['status'],
        summary: 'The processes that serve, the oldest first',
      },
    },
    async () => {
      const now = deps.now();
      const items = (await deps.processes()).map((row) => ({
        id: row.id,
        role: row.role,
        version: row.version,
        state: isAlive(row, now) ? ('alive' as const) : ('gone' as const),
        started_at: time(row.startedAt),
        seen_at: time(row.seenAt),
      }));
      return { items, next: null };
    },
  );
}
