// What people ask of the reconciler, on the queue, the inventory and the views.

import type { AgentImages } from '../../runtime/images/images.ts';
import type { Clock } from '../../state/model/clock.ts';
import type { Store } from '../../state/store/store.ts';
import type { Repositories } from '../git/repositories.ts';
import type { BuildDesk } from './build-desk.ts';
import { createBuildView } from './build-view.ts';
import type { ConfigRun } from './config-run.ts';
import { readConfigRecord } from './config-status.ts';
import type { Nudge, Reconciler, SpaceStatus } from './control.ts';
import { ReconcilerError } from './errors.ts';
import { createHistoryView } from './history-view.ts';
import { createHolds } from './holds.ts';
import type { Inventory } from './inventory.ts';
import { spaceKey } from './keys.ts';
import type { ConfigSource, Loader } from './loader.ts';
import type { ProgressHub } from './progress.ts';
import type { Others } from './others.ts';
import type { Queue } from './queue.ts';
import { forgetFailures } from './rebuild.ts';
import { countSessions } from './session-counts.ts';
import { createStatusView } from './status-view.ts';
import { createWaitForSync } from './wait-for-sync.ts';

export interface ControlDeps {
  readonly store: Store;
  readonly images: AgentImages;
  readonly repositories: Repositories;
  readonly loader: Loader;
  readonly inventory: Inventory;
  readonly config: ConfigSource;
  readonly repository: string;
  readonly clock: Clock;
  readonly progress: ProgressHub;
  readonly queue: Queue;
  readonly configRun: ConfigRun;
  readonly builds: BuildDesk;
  /** Every space, in the background. */
  readonly nudgeSpaces: () => void;
  readonly acceptEngine: () => Promise<void>;
  readonly others?: Pick<Others, 'inForce'>;
}

export type Control = Omit<Reconciler, 'start' | 'drain' | 'collectGarbage'>;

export function createControl(deps: ControlDeps): Control {
  const { store, clock, progress, queue, inventory, config, repositories } = deps;
  const view = createStatusView(store, config, deps.repository);
  const buildView = createBuildView({ store, clock, progress });
  const history = createHistoryView({
    store,
    images: deps.images,
    repositories,
    configLocation: config.location,
  });
  const holds = createHolds({
    store,
    clock,
    changed(space) {
      inventory.stale(space);
      queue.add(spaceKey(space), 'people');
    },
  });

  /** The status after what was asked is written down. */
  async function after(work: Promise<void>, space: string): Promise<SpaceStatus> {
    await work;
    return view.space(space);
  }

  function nudge(what: Nudge = { type: 'config' }): void {
    switch (what.type) {
      case 'config':
      // A reading resolves all sources, one listing for each repository.
      case 'source':
        queue.add('config', 'people');
        return;
      case 'everything':
        queue.add('config', 'people');
        deps.nudgeSpaces();
        return;
      default:
        what satisfies never;
    }
  }

  return {
    async sync(_asked, waiting = {}) {
      await queue.run('config', 'people');
      waiting.signal?.throwIfAborted();
      const result = deps.configRun.last();
      if (result?.type === 'read') return { revision: result.revision };
      if (result?.type === 'failed') throw result.error;
      throw new ReconcilerError(
        'SYNC_FAILED',
        'The config repository was not read: the runtime is stopping.',
        {
          disposition: 'retry',
        },
      );
    },
    nudge,
    waitForSync: createWaitForSync({ store, clock, progress, view }),
    progress: progress.watch,
    status: view.all,
    spaceStatus: view.space,
    problems: view.problems,
    history,
    schedules: async (space) => {
      await view.space(space);
      return store.schedules.list(space);
    },
    async plan(files, waiting) {
      await inventory.feed(deps.loader);
      const { unopened } = await readConfigRecord(store);
      const inForce = await deps.others?.inForce(unopened);
      const beside = { ...waiting, ...(inForce === undefined ? {} : { inForce }) };
      return deps.loader.plan(config, await countSessions(store), files, beside);
    },
    hold: (space, asked) => after(holds.hold(space, asked), space),
    unhold: (space, asked) => after(holds.unhold(space, asked), space),
    rollback: (space, asked) => after(holds.rollback(space, asked), space),
    confirm: (space, asked) => after(holds.confirm(space, asked), space),
    builds: async (space, page) => {
      await view.space(space);
      return store.builds.list(space, page);
    },
    build: buildView.build,
    buildLog: buildView.log,
    async rebuild(space) {
      await forgetFailures(store, space);
      queue.add(spaceKey(space), 'people');
      return view.space(space);
    },
    acceptEngine: () => deps.acceptEngine(),
  };
}
