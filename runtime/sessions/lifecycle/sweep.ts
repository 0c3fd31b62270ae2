// Looks at everything at once, for what no nudge told: sessions that are not as they should be, in-between states that
// are overdue, and objects on the engine that no open session has.

import type { TellRemovals } from '../../../state/access/removals.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { Store } from '../../../state/store/store.ts';
import type { ContainerView, Engine, Waiting } from '../../containers/engine.ts';
import type { LinkRegistry } from '../links.ts';
import { KIND_LABEL, SESSION_LABEL } from '../names.ts';
import { looksSettled } from './looks-settled.ts';
import type { FindOrphans } from './orphans.ts';

export interface SweepDeps {
  readonly store: Pick<Store, 'sessions' | 'spaces'>;
  readonly engine: Pick<Engine, 'containers'>;
  readonly links: Pick<LinkRegistry, 'peek' | 'isElsewhere'>;
  readonly findOrphans: FindOrphans;
  readonly clock: Clock;
  readonly tellRemovals: TellRemovals;
  readonly nudge: (id: SessionId) => void;
}

export interface Sweep {
  /** Nudges every open session that has something to be done. */
  resync(wait: Waiting): Promise<void>;
  /** Nudges the sessions whose in-between state has lasted too long. */
  overdue(): Promise<void>;
  /** Removes what no session has any more. */
  orphans(wait: Waiting): Promise<void>;
}

export function createSweep(deps: SweepDeps): Sweep {
  const { store, engine, links, clock, nudge } = deps;
  return {
    async resync(wait) {
      const [views, spaces] = await Promise.all([
        engine.containers.list({ [KIND_LABEL]: 'session' }, wait),
        store.spaces.list(),
      ]);
      const rows = await store.sessions.open();
      const images = new Map(spaces.map(({ name, image }) => [name, image]));
      const bySession = groupBySession(views);
      for (const row of rows) {
        const isLinked = links.peek(row.id, row.containerId) !== undefined || links.isElsewhere(row);
        const containers = bySession.get(row.id) ?? [];
        const image = images.get(row.space) ?? null;
        if (!looksSettled({ row, containers, image, isLinked })) nudge(row.id);
      }
    },

    async overdue() {
      for (const { id } of await store.sessions.overdue(clock.now())) nudge(id);
    },

    async orphans(wait) {
      const orphans = await deps.findOrphans(wait);
      await deps.tellRemovals(orphans);
      for (const orphan of orphans) await orphan.remove(wait);
    },
  };
}

function groupBySession(views: readonly ContainerView[]): Map<string, ContainerView[]> {
  return Map.groupBy(views, ({ labels }) => labels[SESSION_LABEL] ?? '');
}
