// Persist first, publish later: what is wanted on GitHub becomes a row and a task, and nobody waits for GitHub.

import type { Clock } from '../../../state/model/clock.ts';
import { newTaskId, type RandomBytes } from '../../../state/model/ids.ts';
import { noTracer, type Tracer } from '../../../state/model/trace.ts';
import type { PublicationRow } from '../../../state/store/publications.ts';
import type { Store, StoreTables } from '../../../state/store/store.ts';
import type { TaskRows } from '../../../state/store/tasks.ts';
import { tracedNow } from '../../../state/tasks/trace-tasks.ts';
import { type Publication, type PublicationKind, onceOnly, priorities } from './publication.ts';
import { publicationKey } from './publication-key.ts';

export interface PublisherDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** There may be tasks of kind `publish`. */
  readonly nudge: () => void;
  readonly tracer?: Tracer;
}

export interface Publisher {
  /**
   * Remembers that this should stand on GitHub; durable once it resolves. What stands there already costs nothing, and what
   * failed is tried again. With `tables` it is part of the caller's transaction.
   */
  want(publication: Publication, tables?: StoreTables): Promise<void>;
  /** What became of it: with its address on GitHub, or the reason why it is not there. */
  find(publication: Publication): Promise<PublicationRow | undefined>;
  /**
   * Forgets what nobody wanted for 30 days; what stands on GitHub stays. Orders again what is wanted and lost its task.
   * Answers how many it forgot.
   */
  sweep(): Promise<number>;
}

const sweptAtOnce = 1000;
const keptMs = 30 * 24 * 60 * 60_000;

export function createPublisher(deps: PublisherDeps): Publisher {
  const { store, clock, random, nudge, tracer = noTracer } = deps;

  async function write(publication: Publication, { publications, tasks }: StoreTables): Promise<void> {
    const key = publicationKey(publication);
    const now = clock.now();
    const row = await publications.get(key);
    const isKept = row !== undefined && row.state !== 'failed' && isSame(row, publication);
    if (isKept && row.state === 'published') return;
    const { repo, kind } = publication;
    // Of two that come at once the second finds the row of the first; a sweep may take it away in between.
    const insert = () => publications.insert({ key, repo, kind, wanted: publication }, now);
    const replace = () => publications.replace(key, publication, now);
    if (!isKept && !(await (row === undefined ? insert() : replace())) && !(await replace())) await insert();
    await order(key, kind, tasks);
  }

  /** Does nothing where it is ordered already. */
  async function order(key: string, kind: PublicationKind, tasks: TaskRows): Promise<void> {
    const now = clock.now();
    await tasks.insert({
      id: newTaskId(now, random),
      kind: 'publish',
      key,
      serialKey: null,
      payload: tracedNow(tracer),
      priority: priorities[kind],
      runAt: now,
      // However long GitHub is away: the handler says when to stop.
      maxAttempts: Number.MAX_SAFE_INTEGER,
      createdAt: now,
    });
  }

  return {
    async want(publication, tables) {
      if (tables !== undefined) {
        await write(publication, tables);
        return;
      }
      await store.transaction((own) => write(publication, own));
      nudge();
    },
    find: (publication) => store.publications.get(publicationKey(publication)),
    async sweep() {
      for (const { key, kind } of await store.publications.list({ state: 'wanted', limit: sweptAtOnce })) {
        await order(key, kind as PublicationKind, store.tasks);
      }
      return store.publications.deleteSettledBefore(clock.now() - keptMs);
    },
  };
}

function isSame(row: PublicationRow, publication: Publication): boolean {
  return onceOnly[publication.kind] || JSON.stringify(row.wanted) === JSON.stringify(publication);
}
