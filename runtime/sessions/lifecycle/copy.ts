// Copies of a session's workspace for its forks, and for whoever else waits for one. The parent's run makes them, so nothing
// else is done to its container meanwhile: frozen, copied by one helper for all, thawed. Repeated, it begins anew.

import { RaworcError } from '../../../state/model/errors.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Store } from '../../../state/store/store.ts';
import type { Waiting } from '../../containers/engine.ts';
import { workspaceLost } from '../errors.ts';
import { copierName, workspaceLabels, workspaceName } from '../names.ts';
import { copyCommand } from '../workspaces/copy-command.ts';
import { copyBrokenOff } from '../workspaces/errors.ts';
import type { Helper } from '../workspaces/helper.ts';
import type { WantedSnapshot } from '../workspaces/snapshots.ts';
import type { LeaveSteps } from './leave.ts';
import type { LifecycleParts, TakeStep } from './parts.ts';
import * as because from './reasons.ts';
import { plain } from './start.ts';
import { failedBy } from './trouble.ts';

export interface CopySteps {
  readonly copy: TakeStep;
  /** A fork that waits has its parent look again, and fails where there is none. */
  readonly askParent: (row: SessionRow) => Promise<void>;
}

/** A copy that takes longer is given up and begun anew. */
const LIFETIME_MS = 15 * 60_000;
/** By whoever wanted one of the volumes gone. */
const KILLED = 137;
/** What somebody else does to the same objects, and what the next look finds otherwise. */
const PASSING = new Set(['CONTAINER_NOT_FOUND', 'CONTAINER_NOT_RUNNING', 'VOLUME_NOT_FOUND']);

/** Those that could not be filled wait for a person, who retries them or closes them. */
export async function forksToFill(
  { sessions }: Pick<Store, 'sessions'>,
  parent: SessionId,
): Promise<readonly SessionRow[]> {
  return (await sessions.awaitingCopyOf(parent)).filter(
    ({ state, target }) => state === 'init' && target !== 'closed',
  );
}

export function createCopySteps(parts: LifecycleParts, leaving: Pick<LeaveSteps, 'fail'>): CopySteps {
  const { store, engine, edit, checkpoint, nudge } = parts;

  /** While it stands still nothing is half written. Answers whether it was us who stopped it. */
  async function freeze({ state, containerId }: SessionRow, wait: Waiting): Promise<boolean> {
    const view = containerId === null ? undefined : await engine.containers.inspect(containerId, wait);
    if (containerId === null || (view?.state !== 'running' && view?.state !== 'paused')) return false;
    await engine.containers.pause(containerId, wait);
    return state !== 'paused';
  }

  async function copyFrozen(row: SessionRow, helper: Helper, wait: Waiting): Promise<void> {
    await checkpoint('session.copy-begun');
    const isOurs = await freeze(row, wait);
    try {
      await checkpoint('session.frozen');
      helper.output.resume();
      helper.input.write('\n');
      const { code, said } = await helper.ended;
      await checkpoint('session.workspace-copied');
      if (code === KILLED) throw copyBrokenOff(row.id);
      if (code !== 0) throw new CopyFailed(said);
    } finally {
      // One that ended meanwhile is found by the next look.
      if (isOurs && row.containerId !== null)
        await engine.containers.unpause(row.containerId).catch(() => undefined);
    }
    await checkpoint('session.thawed');
  }

  async function filled(fork: SessionRow): Promise<void> {
    await edit(fork.id, 'runtime', ({ row, patch, log }) => {
      if (row().awaits !== 'copy' || row().state === 'closed') return;
      const isWaiting = row().state === 'init';
      patch({ awaits: null, ...(isWaiting ? { deadlineAt: null, ...plain(because.copied) } : {}) });
      log({ type: 'session.copied', data: { from: fork.parentId ?? fork.id } });
    });
    await checkpoint('session.fork-filled');
    nudge(fork.id);
  }

  async function fail(
    forks: readonly SessionRow[],
    snapshots: readonly WantedSnapshot[],
    why: because.Because,
    error: RaworcError,
  ): Promise<void> {
    for (const { failed } of snapshots) failed(error);
    for (const fork of forks) await leaving.fail(fork, why);
  }

  return {
    async copy(row, wait) {
      const forks = await forksToFill(store, row.id);
      const snapshots = parts.snapshots.wanted(row.id);
      if (forks.length + snapshots.length === 0) return;
      if ((await engine.volumes.inspect(workspaceName(row.id), wait)) === undefined) {
        await fail(forks, snapshots, because.parentEmptied, workspaceLost(row.id, workspaceName(row.id)));
        return;
      }
      const wanted = [
        ...forks.map((fork) => ({ volume: workspaceName(fork.id), labels: workspaceLabels(fork) })),
        ...snapshots,
      ];
      await Promise.all(wanted.map(({ volume, labels }) => engine.volumes.ensure(volume, labels, wait)));
      let helper: Helper | undefined;
      try {
        const volumes = wanted.map(({ volume }) => volume);
        const work = { name: copierName(row.id), session: row.id, lifetimeMs: LIFETIME_MS };
        helper = await parts.startHelper({ ...work, ...copyCommand(workspaceName(row.id), volumes) }, wait);
        await copyFrozen(row, helper, wait);
        for (const fork of forks) await filled(fork);
        for (const { made } of snapshots) made();
      } catch (thrown) {
        if (!(thrown instanceof RaworcError) || thrown.disposition !== 'stop' || PASSING.has(thrown.code))
          throw thrown;
        const why = thrown instanceof CopyFailed ? because.copyFailed(thrown.said) : failedBy(thrown);
        await fail(forks, snapshots, why, thrown);
      } finally {
        await helper?.remove();
      }
    },

    async askParent(row) {
      const parent = row.parentId === null ? undefined : await store.sessions.get(row.parentId);
      if (parent === undefined || parent.state === 'closed') await leaving.fail(row, because.parentClosed);
      else nudge(parent.id);
    },
  };
}

class CopyFailed extends RaworcError {
  readonly said: string;

  constructor(said: string) {
    super('WORKSPACE_UNREADABLE', because.copyFailed(said).message, {
      hint: "Check the space on the engine's disk, and try again.",
    });
    this.said = said;
  }
}
