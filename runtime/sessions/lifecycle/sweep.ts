// Looks at everything at once, for what no nudge told: sessions that are not as they should be, in-between states that
// are overdue, and objects on the engine that no open session has.

import type { Clock } from '../../../state/model/clock.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Store } from '../../../state/store/store.ts';
import type { ContainerView, Engine, Waiting } from '../../containers/engine.ts';
import type { LinkRegistry } from '../links.ts';
import type { LogFiles } from '../logs/log-files.ts';
import { KIND_LABEL, SESSION_LABEL, UNTIL_LABEL } from '../names.ts';
import { looksSettled } from './looks-settled.ts';

export interface SweepDeps {
  readonly store: Pick<Store, 'sessions' | 'spaces'>;
  readonly engine: Pick<Engine, 'containers' | 'volumes'>;
  readonly links: Pick<LinkRegistry, 'peek' | 'isElsewhere'>;
  readonly logFiles: LogFiles;
  readonly clock: Clock;
  readonly nudge: (id: SessionId) => void;
}

export interface Sweep {
  /** Nudges every open session that has something to be done. */
  resync(wait: Waiting): Promise<void>;
  /** Nudges the sessions whose in-between state has lasted too long. */
  overdue(): Promise<void>;
  /**
   * Removes containers and volumes of ours that no open session has. Only on the engine that the store knows: whoever
   * calls it has looked at the marker.
   */
  orphans(wait: Waiting): Promise<readonly string[]>;
}

/** How long what agents printed is kept after their session was closed. */
const LOG_RETENTION_MS = 7 * 24 * 3600 * 1000;

export function createSweep({ store, engine, links, logFiles, clock, nudge }: SweepDeps): Sweep {
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
      // The engine first: a row is written before anything is made for it.
      const [containers, volumes] = await Promise.all([
        engine.containers.list({ [KIND_LABEL]: 'session' }, wait),
        engine.volumes.list({ [KIND_LABEL]: 'workspace' }, wait),
      ]);
      const open = new Set<string>((await store.sessions.open()).map(({ id }) => id));
      const isOrphan = (labels: Readonly<Record<string, string>>): boolean =>
        !open.has(labels[SESSION_LABEL] ?? '');
      const removed: string[] = [];
      for (const { id, name, labels } of containers) {
        if (!isOrphan(labels)) continue;
        await engine.containers.remove(id, wait);
        removed.push(name);
      }
      for (const { name, labels } of volumes) {
        if (!isOrphan(labels)) continue;
        await engine.volumes.remove(name, wait);
        removed.push(name);
      }
      removed.push(...(await abandoned(wait)));
      await forgetOldLogs(open);
      return removed;
    },
  };

  /** Helpers and snapshots that outlived whoever made them. */
  async function abandoned(wait: Waiting): Promise<readonly string[]> {
    const isOver = (labels: Readonly<Record<string, string>>): boolean =>
      Number(labels[UNTIL_LABEL]) < clock.now();
    const removed: string[] = [];
    for (const { id, name, labels } of await engine.containers.list({ [KIND_LABEL]: 'helper' }, wait)) {
      if (!isOver(labels)) continue;
      await engine.containers.remove(id, wait);
      removed.push(name);
    }
    for (const { name, labels } of await engine.volumes.list({ [KIND_LABEL]: 'snapshot' }, wait)) {
      if (!isOver(labels)) continue;
      await engine.volumes.remove(name, wait);
      removed.push(name);
    }
    return removed;
  }

  async function forgetOldLogs(open: ReadonlySet<string>): Promise<void> {
    for (const id of await logFiles.sessions()) {
      if (open.has(id)) continue;
      const row = await store.sessions.get(id);
      if (row === undefined || isLongClosed(row)) await logFiles.remove(id);
    }
  }

  function isLongClosed({ state, since }: SessionRow): boolean {
    return state === 'closed' && since + LOG_RETENTION_MS < clock.now();
  }
}

function groupBySession(views: readonly ContainerView[]): Map<string, ContainerView[]> {
  return Map.groupBy(views, ({ labels }) => labels[SESSION_LABEL] ?? '');
}
