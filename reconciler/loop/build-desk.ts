// Where builds are ordered and called off. An order is a task in the store, so it survives whoever placed it.

import type { Manifest } from '../../schemas/manifest/manifest.ts';
import type { Clock } from '../../state/model/clock.ts';
import { newTaskId, type BuildId, type LayerHash, type RandomBytes } from '../../state/model/ids.ts';
import type { Store } from '../../state/store/store.ts';
import type { BuildRow } from '../../state/store/builds.ts';
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
}

export interface BuildDeskDeps {
  readonly store: Pick<Store, 'transaction' | 'tasks' | 'builds'>;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Tells whoever runs tasks that there is something new, or that a task was called off. */
  readonly wake: (what: 'ordered' | 'cancelled') => void;
  readonly changed: (row: BuildRow) => void;
}

/** A process that dies under a build leaves the attempt to the next one; so often, and no more. */
const MOST_ATTEMPTS = 5;

export function createBuildDesk({ store, clock, randomBytes, wake, changed }: BuildDeskDeps): BuildDesk {
  return {
    async ask(order) {
      const now = clock.now();
      const row = await store.transaction(async (tables) => {
        const isNew = await tables.tasks.insert({
          id: newTaskId(now, randomBytes),
          kind: 'build',
          key: buildTaskKey(order.space, order.id),
          serialKey: null,
          payload: order,
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
      if (row === undefined) return;
      changed(row);
      wake('ordered');
    },

    async cancelUnwanted(space, wanted) {
      for (const task of await store.tasks.unfinished('build')) {
        const order = task.payload as BuildOrder;
        if (order.space !== space || wanted.has(order.id)) continue;
        const endedAt = clock.now();
        // The row first: whoever holds the task reads there that it was called off.
        await store.builds.update(space, order.id, { state: 'cancelled', endedAt });
        await store.tasks.cancel('build', task.key);
        const row = await store.builds.get(space, order.id);
        if (row !== undefined) changed(row);
        wake('cancelled');
      }
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
