// Whether a session's workspace has room: what its supervisor said last, against what its space allows. It is known only
// while a link is there, and stored nowhere.

import type { SpaceSpec } from '../../schemas/kinds/space.ts';
import type { Clock } from '../../state/model/clock.ts';
import type { SessionId } from '../../state/model/ids.ts';
import type { SessionRow } from '../../state/store/sessions.ts';
import type { Store } from '../../state/store/store.ts';
import { workspaceFull } from './errors.ts';
import { workspaceBytes } from './lifecycle/container-spec.ts';
import type { WorkspaceUsage } from './link/frames.ts';
import type { Link } from './link/link.ts';

export interface WorkspaceRoom {
  /** What a supervisor said; undefined where a new one has not looked yet. */
  heard(id: SessionId, usage: WorkspaceUsage | undefined): void;
  /**
   * Throws `WORKSPACE_FULL` where more is there than the space allows. What was too much is measured again first, so that
   * whoever made room is not refused. Asks nobody while nothing is known or there is plenty.
   */
  require(id: SessionId): Promise<void>;
  forget(id: SessionId): void;
}

export interface WorkspaceRoomDeps {
  readonly store: Pick<Store, 'sessions' | 'spaces'>;
  readonly clock: Clock;
  /** The live link to the row's container. */
  readonly linkOf: (row: SessionRow) => Pick<Link, 'request'> | undefined;
}

/** A supervisor that walks through so many files that it takes longer is believed in what it said before. */
const MEASURE_MS = 5_000;
/** How old what a space allows may be while there is plenty. */
const LIMIT_AGE_MS = 30_000;

interface Known {
  usage: WorkspaceUsage;
  limit: { readonly bytes: number; readonly at: number } | undefined;
  news: PromiseWithResolvers<void>;
}

export function createWorkspaceRoom({ store, clock, linkOf }: WorkspaceRoomDeps): WorkspaceRoom {
  const sessions = new Map<SessionId, Known>();

  async function limitOf(id: SessionId): Promise<number> {
    const row = await store.sessions.get(id);
    const space = row && (await store.spaces.get(row.space));
    return (space && workspaceBytes(space.spec as SpaceSpec)) ?? Infinity;
  }

  async function limitLately(id: SessionId, known: Known): Promise<number> {
    const { limit } = known;
    if (limit !== undefined && clock.now() - limit.at < LIMIT_AGE_MS) return limit.bytes;
    const bytes = await limitOf(id);
    known.limit = { bytes, at: clock.now() };
    return bytes;
  }

  async function measure(known: Known, link: Pick<Link, 'request'>): Promise<void> {
    const { promise } = known.news;
    const enough = new AbortController();
    const late = clock.wait(MEASURE_MS, { signal: enough.signal }).catch(() => undefined);
    try {
      await link.request({ type: 'workspace.measure' });
      await Promise.race([promise, late]);
    } catch {
      // It went meanwhile, or is of a version that can't: what it said last counts.
    } finally {
      enough.abort('measured');
    }
  }

  return {
    heard(id, usage) {
      const known = sessions.get(id);
      if (usage === undefined) sessions.delete(id);
      else if (known === undefined)
        sessions.set(id, { usage, limit: undefined, news: Promise.withResolvers() });
      else {
        known.usage = usage;
        known.news.resolve();
        known.news = Promise.withResolvers();
      }
    },

    async require(id) {
      const known = sessions.get(id);
      if (known === undefined || known.usage.bytes <= (await limitLately(id, known))) return;
      const row = await store.sessions.get(id);
      const isRunning = row?.state === 'idle' || row?.state === 'busy';
      const link = isRunning ? linkOf(row) : undefined;
      // Nobody can look into one that is frozen or gone: it is judged when its turn begins.
      if (link === undefined) return;
      await measure(known, link);
      const limit = await limitOf(id);
      if (known.usage.bytes > limit) throw workspaceFull(id, known.usage.bytes, limit);
    },

    forget: (id) => void sessions.delete(id),
  };
}
