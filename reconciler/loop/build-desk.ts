// Where builds are ordered and called off. An order is a task in the store, so it survives whoever placed it.

import type { Manifest } from '../../schemas/manifest/manifest.ts';
import type { Clock } from '../../state/model/clock.ts';
import { newTaskId, type BuildId, type LayerHash, type RandomBytes } from '../../state/model/ids.ts';
import type { Store } from '../../state/store/store.ts';
import type { BuildRow } from '../../state/store/builds.ts';
import { noTracer, type Tracer } from '../../state/model/trace.ts';
import { tracedNow } from '../../state/tasks/trace-tasks.ts';
import type { SpaceLayer } from '../../runtime/images/images.ts';

export interface LayerOrder {
  readonly kind: 'layer';
  readonly id: LayerHash;
  readonly space: string;
  readonly agent: string;
  /** Where the source is: the repository as people write it, a commit, and the folder in it. */
  readonly repository: string;
  readonly commit: string;
  readonly path: string;
  readonly tree: string;
  readonly manifest: Manifest;
}

export interface ImageOrder {
  readonly kind: 'image';
  readonly id: BuildId;
  readonly space: string;
  readonly layers: readonly SpaceLayer[];
}

export type BuildOrder = LayerOrder | ImageOrder;

export interface BuildDesk {
  /** Placing an order that is under way is success and changes nothing. */
  ask(order: BuildOrder): Promise<void>;
  /** Calls off this space's builds whose ids nobody desires any more. */
  cancelUnwanted(space: string, wanted: ReadonlySet<string>): Promise<void>;
  /** An order was carried out; answers how many of its space are left. */
  ended(order: BuildOrder): number;
}

export interface BuildDeskDeps {
  readonly store: Pick<Store, 'transaction' | 'tasks' | 'builds'>;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Tells whoever runs tasks that there is something new, or that a task was called off. */
  readonly wake: (what: 'ordered' | 'cancelled') => void;
  readonly changed: (row: BuildRow) => void;
  readonly tracer?: Tracer;
}

/** An order of this process is taken for granted so long; after that the store is asked again. */
const TRUSTED_MS = 30_000;
/** A process that dies under a build leaves the attempt to the next one; so often, and no more. */
const MOST_ATTEMPTS = 5;

export function createBuildDesk(deps: BuildDeskDeps): BuildDesk {
  const { store, clock, randomBytes, wake, changed, tracer = noTracer } = deps;
  /** What is under way, by space and id, with when it was last seen to be: thousands of tasks are not read each time. */
  const underWay = new Map<string, Map<string, number>>();
  let looked: Promise<void> | undefined;

  function ordersOf(space: string): Map<string, number> {
    let own = underWay.get(space);
    if (own === undefined) underWay.set(space, (own = new Map()));
    return own;
  }

  /** What an earlier process left. */
  async function look(): Promise<void> {
    for (const { payload } of await store.tasks.unfinished('build')) {
      const { space, id } = payload as BuildOrder;
      ordersOf(space).set(id, Number.NEGATIVE_INFINITY);
    }
  }

  async function place(order: BuildOrder, now: number): Promise<BuildRow | undefined> {
    return store.transaction(async (tables) => {
      const isNew = await tables.tasks.insert({
        id: newTaskId(now, randomBytes),
        kind: 'build',
        key: buildTaskKey(order.space, order.id),
        serialKey: null,
        payload: { ...order, ...tracedNow(tracer) },
        priority: 0,
        runAt: now,
        maxAttempts: MOST_ATTEMPTS,
        createdAt: now,
      });
      if (!isNew) return undefined;
      const before = await tables.builds.get(order.space, order.id);
      const queued = queuedRow(order, (before?.attempt ?? 0) + 1, now);
      await tables.builds.put(queued);
      await tables.builds.clearLog(order.space, order.id);
      return queued;
    });
  }

  async function cancel(space: string, id: string): Promise<void> {
    // A task that is left would stand in the way of the same order, and whoever has it finds it called off.
    const row = await store.transaction(async (tables) => {
      await tables.builds.update(space, id, { state: 'cancelled', endedAt: clock.now() });
      await tables.tasks.cancel('build', buildTaskKey(space, id));
      return tables.builds.get(space, id);
    });
    if (row !== undefined) changed(row);
  }

  return {
    async ask(order) {
      const now = clock.now();
      const own = ordersOf(order.space);
      if (now - (own.get(order.id) ?? Number.NEGATIVE_INFINITY) < TRUSTED_MS) return;
      const row = await place(order, now);
      own.set(order.id, now);
      if (row === undefined) return;
      changed(row);
      wake('ordered');
    },

    async cancelUnwanted(space, wanted) {
      await (looked ??= look());
      const own = ordersOf(space);
      const unwanted = [...own.keys()].filter((id) => !wanted.has(id));
      for (const id of unwanted) {
        await cancel(space, id);
        own.delete(id);
      }
      if (unwanted.length > 0) wake('cancelled');
    },

    ended({ space, id }) {
      const own = ordersOf(space);
      own.delete(id);
      return own.size;
    },
  };
}

export function buildTaskKey(space: string, id: string): string {
  return `${space}/${id}`;
}

function queuedRow(order: BuildOrder, attempt: number, now: number): BuildRow {
  return {
    id: order.id,
    kind: order.kind,
    space: order.space,
    agent: order.kind === 'layer' ? order.agent : null,
    state: 'queued',
    image: null,
    bytes: null,
    attempt,
    error: null,
    queuedAt: now,
    startedAt: null,
    endedAt: null,
  };
}
