// Builds as tasks.

import type { BuildOrder } from '../../reconciler/loop/build-desk.ts';
import type { RunBuild } from '../../reconciler/loop/build-run.ts';
import type { TaskHandler } from '../../state/tasks/handler.ts';

/** More than are built at once: what is being built limits itself, and small ones overtake large ones. */
const concurrency = 4;
const leaseMs = 15_000;

export function buildHandler(runBuild: RunBuild): TaskHandler {
  return {
    concurrency,
    leaseMs,
    async run({ payload }, { signal }) {
      await runBuild(payload as BuildOrder, { signal });
      return { type: 'done' };
    },
  };
}
