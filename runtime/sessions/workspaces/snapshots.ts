// Copies of a workspace that somebody of this process waits for, such as an export: made by the session's own run, with
// everything else that wants a copy, and gone when whoever wanted it is done.

import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Engine } from '../../containers/engine.ts';
import { snapshotLabels, snapshotName } from '../names.ts';

export interface WantedSnapshot {
  readonly volume: string;
  readonly labels: Readonly<Record<string, string>>;
  /** It is whole. */
  readonly made: () => void;
  readonly failed: (error: unknown) => void;
}

export interface Snapshot extends AsyncDisposable {
  readonly volume: string;
}

export interface Snapshots {
  /** Resolves once the copy is whole. Throws what makes it impossible. */
  take(row: SessionRow, wait: { readonly signal: AbortSignal }): Promise<Snapshot>;
  wanted(id: SessionId): readonly WantedSnapshot[];
}

export interface SnapshotDeps {
  readonly volumes: Pick<Engine['volumes'], 'remove'>;
  readonly newId: () => string;
  readonly now: () => number;
  readonly nudge: (id: SessionId) => void;
}

/** A snapshot that is older was left behind by a process that died. */
const LIFETIME_MS = 3600_000;

export function createSnapshots({ volumes, newId, now, nudge }: SnapshotDeps): Snapshots {
  const wanted = new Map<SessionId, Set<WantedSnapshot>>();

  return {
    wanted: (id) => [...(wanted.get(id) ?? [])],

    async take(row, { signal }) {
      const { id } = row;
      const volume = snapshotName(id, newId());
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const labels = snapshotLabels(row, now() + LIFETIME_MS);
      const snapshot: WantedSnapshot = { volume, labels, made: resolve, failed: reject };
      const waiting = wanted.get(id) ?? new Set();
      wanted.set(id, waiting.add(snapshot));
      const abort = (): void => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      const dispose = () => volumes.remove(volume);
      nudge(id);
      try {
        await promise;
        return { volume, [Symbol.asyncDispose]: dispose };
      } catch (error) {
        await dispose().catch(() => undefined);
        throw error;
      } finally {
        signal.removeEventListener('abort', abort);
        waiting.delete(snapshot);
        if (waiting.size === 0 && wanted.get(id) === waiting) wanted.delete(id);
      }
    },
  };
}
