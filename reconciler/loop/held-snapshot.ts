// Finds the stored state that a hold or a rollback names: by revision, a prefix of it, or a build id.

import type { HistoryRow } from '../../state/store/history.ts';
import type { Store } from '../../state/store/store.ts';
import { ReconcilerError } from './errors.ts';
import type { Snapshot } from './snapshot.ts';

/** How many states of a space are kept. */
export const HISTORY_KEPT = 10;

export interface HeldSnapshot {
  readonly snapshot: Snapshot;
  readonly revision: string;
}

/** Throws `REVISION_NOT_STORED`. */
export async function heldSnapshot(
  store: Pick<Store, 'history'>,
  space: string,
  name: string,
): Promise<HeldSnapshot> {
  const row = findEntry(await store.history.list(space, HISTORY_KEPT), name);
  if (row === undefined) throw notStored(space, name);
  return { snapshot: row.snapshot as Snapshot, revision: row.revision };
}

/** The newest entry of that name. A revision may be shortened to 7 digits. */
export function findEntry(entries: readonly HistoryRow[], name: string): HistoryRow | undefined {
  return entries.find(
    ({ revision, buildId }) =>
      revision === name || buildId === name || (name.length >= 7 && revision.startsWith(name)),
  );
}

export function notStored(space: string, name: string): ReconcilerError {
  return new ReconcilerError('REVISION_NOT_STORED', `The space ${space} has no stored state of ${name}.`, {
    hint: `raworc history ${space} lists those that it can return to.`,
    details: { space, revision: name },
  });
}
