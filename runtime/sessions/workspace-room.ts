// Whether a session's workspace has room: what its supervisor said last, against what its space allows. It is known only
// while a link is there; that it is full also stands in the session's row, for people to see.

import type { SpaceSpec } from '../../schemas/kinds/space.ts';
import type { Clock } from '../../state/model/clock.ts';
import type { SessionId } from '../../state/model/ids.ts';
import type { SessionRow } from '../../state/store/sessions.ts';
import type { Store } from '../../state/store/store.ts';
import { workspaceFull, type WorkspaceLimit } from './errors.ts';
import { workspaceBytes, workspaceFiles } from './lifecycle/container-spec.ts';
import type { WorkspaceUsage } from './link/frames.ts';
import type { Link } from './link/link.ts';
import type { ShowFull } from './show-full.ts';

type Requests = Pick<Link, 'request'>;

export interface WorkspaceRoom {
  /** A supervisor said hello: it is told the limit, which it then keeps to, whether anybody is attached or not. */
  attached(id: SessionId, link: Requests, usage: WorkspaceUsage | undefined): void;
  heard(id: SessionId, usage: WorkspaceUsage): void;
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
  readonly linkOf: (row: SessionRow) => Requests | undefined;
  readonly showFull: ShowFull;
}

/** A supervisor that walks through so many files that it takes longer is believed in what it said before. */
const MEASURE_MS = 5_000;
/** How old what a space allows may be while there is plenty. */
const LIMIT_AGE_MS = 30_000;
/** A space that says nothing, or is gone. */
const PLENTY: WorkspaceLimit = { bytes: Number.MAX_SAFE_INTEGER, files: Number.MAX_SAFE_INTEGER };

interface Known {
  usage: WorkspaceUsage | undefined;
  /** As the supervisor was told. */
  limit: (WorkspaceLimit & { readonly at: number }) | undefined;
  news: PromiseWithResolvers<void>;
}

const isBeyond = ({ bytes, files, full }: WorkspaceUsage, limit: WorkspaceLimit): boolean =>
  full === true || bytes > limit.bytes || files > limit.files;

export function createWorkspaceRoom({ store, clock, linkOf, showFull }: WorkspaceRoomDeps): WorkspaceRoom {
  const sessions = new Map<SessionId, Known>();

  async function limitOf(id: SessionId): Promise<WorkspaceLimit> {
    const row = await store.sessions.get(id);
    const spec = row && ((await store.spaces.get(row.space))?.spec as SpaceSpec | undefined);
    const bytes = spec && workspaceBytes(spec);
    return spec === undefined || bytes === undefined ? PLENTY : { bytes, files: workspaceFiles(spec) };
  }

  /** Tells the supervisor too, where it is another one than before. */
  async function limitNow(id: SessionId, known: Known, link: Requests | undefined): Promise<WorkspaceLimit> {
    const { bytes, files } = await limitOf(id);
    const isNews = bytes !== known.limit?.bytes || files !== known.limit.files;
    if (isNews && link === undefined) return { bytes, files };
    if (isNews) {
      // It went meanwhile, and the next one is told; or it is of a version that can't.
      await link?.request({ type: 'workspace.limit', bytes, files }).catch(() => undefined);
    }
    known.limit = { bytes, files, at: clock.now() };
    return known.limit;
  }

  async function measure(known: Known, link: Requests): Promise<void> {
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
    attached(id, link, usage) {
      const known: Known = { usage, limit: undefined, news: Promise.withResolvers() };
      sessions.get(id)?.news.resolve();
      sessions.set(id, known);
      if (usage !== undefined) showFull(id, usage.full === true);
      limitNow(id, known, link).catch(() => undefined);
    },

    heard(id, usage) {
      const known = sessions.get(id);
      if (known === undefined) return;
      const wasFull = known.usage?.full === true;
      known.usage = usage;
      known.news.resolve();
      known.news = Promise.withResolvers();
      if (wasFull || usage.full === true) showFull(id, usage.full === true);
    },

    async require(id) {
      const known = sessions.get(id);
      if (known?.usage === undefined) return;
      const { limit } = known;
      const isFresh = limit !== undefined && clock.now() - limit.at < LIMIT_AGE_MS;
      if (isFresh && !isBeyond(known.usage, limit)) return;
      const row = await store.sessions.get(id);
      const isRunning = row?.state === 'idle' || row?.state === 'busy';
      const link = isRunning ? linkOf(row) : undefined;
      const now = await limitNow(id, known, link);
      // Nobody can look into one that is frozen or gone: it is judged when its turn begins.
      if (link === undefined || !isBeyond(known.usage, now)) return;
      await measure(known, link);
      if (!isBeyond(known.usage, now)) return;
      showFull(id, true);
      throw workspaceFull(id, known.usage, now);
    },

    forget: (id) => void sessions.delete(id),
  };
}
