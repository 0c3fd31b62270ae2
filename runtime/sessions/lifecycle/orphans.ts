// What no session has any more: containers and volumes of closed or unknown ones, helpers that outlived whoever made
// them, logs that are old enough.

import type { Clock } from '../../../state/model/clock.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Store } from '../../../state/store/store.ts';
import {
  type ContainerView,
  type Engine,
  type Labels,
  UNTIL_LABEL,
  type VolumeView,
  type Waiting,
} from '../../containers/engine.ts';
import { isEngineError } from '../../containers/errors.ts';
import type { LogFiles } from '../logs/log-files.ts';
import { KIND_LABEL, SESSION_LABEL } from '../names.ts';

export interface Orphan {
  readonly kind: 'container' | 'volume' | 'log';
  readonly name: string;
  /** A sentence. */
  readonly why: string;
  /** Undefined where nobody knows without measuring. */
  readonly bytes?: number;
  /** False where something uses it still: the next look finds it again. */
  readonly remove: (wait: Waiting) => Promise<boolean>;
}

export interface OrphanDeps {
  readonly store: Pick<Store, 'sessions'>;
  readonly engine: Pick<Engine, 'containers' | 'volumes'>;
  readonly logFiles: LogFiles;
  readonly clock: Clock;
}

/** Containers before the volumes that they use. Only on the engine that the store knows: whoever calls it has looked. */
export type FindOrphans = (wait: Waiting) => Promise<readonly Orphan[]>;

/** How long what agents printed is kept after their session was closed. */
const LOG_RETENTION_MS = 7 * 24 * 3600 * 1000;

const UNOWNED = 'No open session has it.';
const ABANDONED = 'Whoever made it is gone.';

export function createFindOrphans({ store, engine, logFiles, clock }: OrphanDeps): FindOrphans {
  const container = ({ id, name }: ContainerView, why: string): Orphan => ({
    kind: 'container',
    name,
    why,
    async remove(wait) {
      await engine.containers.remove(id, wait);
      return true;
    },
  });

  const volume = ({ name }: VolumeView, why: string): Orphan => ({
    kind: 'volume',
    name,
    why,
    remove: (wait) => removeVolume(name, wait),
  });

  async function removeVolume(name: string, wait: Waiting): Promise<boolean> {
    try {
      await engine.volumes.remove(name, wait);
      return true;
    } catch (thrown) {
      if (isEngineError(thrown, 'VOLUME_IN_USE')) return false;
      throw thrown;
    }
  }

  async function oldLogs(open: ReadonlySet<string>): Promise<readonly Orphan[]> {
    const found: Orphan[] = [];
    for (const id of await logFiles.sessions()) {
      if (open.has(id)) continue;
      const row = await store.sessions.get(id);
      if (row !== undefined && !isLongClosed(row)) continue;
      const why = row === undefined ? 'Nobody knows its session.' : 'Its session was closed 7 days ago.';
      const bytes = await logFiles.bytes(id);
      const remove = async (): Promise<boolean> => {
        await logFiles.remove(id);
        return true;
      };
      found.push({ kind: 'log', name: id, why, bytes, remove });
    }
    return found;
  }

  function isLongClosed({ state, since }: SessionRow): boolean {
    return state === 'closed' && since + LOG_RETENTION_MS < clock.now();
  }

  const isOver = ({ labels }: { readonly labels: Labels }): boolean =>
    Number(labels[UNTIL_LABEL]) < clock.now();

  return async function find(wait) {
    // The engine first: a row is written before anything is made for it.
    const [containers, helpers, rulers, workspaces, snapshots] = await Promise.all([
      engine.containers.list({ [KIND_LABEL]: 'session' }, wait),
      engine.containers.list({ [KIND_LABEL]: 'helper' }, wait),
      engine.containers.list({ [KIND_LABEL]: 'host-rules' }, wait),
      engine.volumes.list({ [KIND_LABEL]: 'workspace' }, wait),
      engine.volumes.list({ [KIND_LABEL]: 'snapshot' }, wait),
    ]);
    const rows = await store.sessions.withWorkspace();
    const open = new Set<string>(rows.filter(({ state }) => state !== 'closed').map(({ id }) => id));
    // Of those that are kept, too: their own runs remove them.
    const withWorkspace = new Set<string>(rows.map(({ id }) => id));
    const isUnowned = ({ labels }: { readonly labels: Labels }): boolean =>
      !open.has(labels[SESSION_LABEL] ?? '');
    return [
      ...containers.filter(isUnowned).map((view) => container(view, UNOWNED)),
      ...[...helpers, ...rulers].filter(isOver).map((view) => container(view, ABANDONED)),
      ...workspaces
        .filter(({ labels }) => !withWorkspace.has(labels[SESSION_LABEL] ?? ''))
        .map((view) => volume(view, UNOWNED)),
      ...snapshots.filter(isOver).map((view) => volume(view, ABANDONED)),
      ...(await oldLogs(open)),
    ];
  };
}
