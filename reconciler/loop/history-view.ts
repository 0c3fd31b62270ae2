// What `raworc history` shows of a space, and how fast each state could be had again.

import type { AgentImages } from '../../runtime/images/images.ts';
import { parseCommitId } from '../../state/model/ids.ts';
import type { HistoryRow } from '../../state/store/history.ts';
import type { Store } from '../../state/store/store.ts';
import type { Repositories } from '../git/repositories.ts';
import type { HistoryEntry } from './control.ts';
import { spaceNotFound } from './errors.ts';
import { HISTORY_KEPT } from './held-snapshot.ts';
import type { Snapshot } from './snapshot.ts';

export interface HistoryViewDeps {
  readonly store: Store;
  readonly images: Pick<AgentImages, 'has'>;
  readonly repositories: Repositories;
  readonly configLocation: string;
}

export function createHistoryView({ store, images, repositories, configLocation }: HistoryViewDeps) {
  async function available({ image, snapshot }: HistoryRow): Promise<HistoryEntry['available']> {
    // An engine that is away has no image to offer now; its sources say what is left.
    const isThere = await images.has(image).catch(() => false);
    if (isThere) return 'image';
    for (const { spec, commit } of (snapshot as Snapshot).agents) {
      const id = parseCommitId(commit);
      const repository = repositories.open(spec.source.repo ?? configLocation);
      if (id === undefined || !(await repository.has(id))) return 'gone';
    }
    return 'rebuild';
  }

  return async function history(space: string): Promise<readonly HistoryEntry[]> {
    const row = await store.spaces.get(space);
    if (row === undefined) throw spaceNotFound(space);
    const entries = await store.history.list(space, HISTORY_KEPT);
    return Promise.all(
      entries.map(async (entry) => {
        const revision = await store.revisions.get(entry.revision);
        return {
          revision: entry.revision,
          buildId: entry.buildId,
          image: entry.image,
          subject: revision?.subject ?? null,
          author: revision?.author ?? null,
          appliedAt: entry.appliedAt,
          current: entry.buildId === row.buildId && entry.revision === row.appliedRevision,
          available: await available(entry),
          agents: (entry.snapshot as Snapshot).agents.map(({ name, commit, layer }) => ({
            name,
            commit,
            layer,
          })),
        };
      }),
    );
  };
}
