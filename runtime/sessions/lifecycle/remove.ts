// Takes a session's objects off the engine: containers that it has no use for, or at its end everything.

import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Waiting } from '../../containers/engine.ts';
import { isEngineError } from '../../containers/errors.ts';
import {
  containerName,
  copierName,
  labelsOfHelpers,
  labelsOfSession,
  labelsOfSnapshots,
  workspaceName,
} from '../names.ts';
import { cancelTurns } from '../turns/cancel.ts';
import { ownAct } from '../../../state/store/own-act.ts';
import { isKeptTooLong } from './decide.ts';
import type { LifecycleParts, TakeStep } from './parts.ts';
import * as because from './reasons.ts';
import { plain } from './start.ts';

export interface RemoveSteps {
  readonly discardContainers: TakeStep;
  readonly close: TakeStep;
  /** The end of a workspace that was kept after its session was closed. */
  readonly letGo: TakeStep;
}

export function createRemoveSteps(parts: LifecycleParts): RemoveSteps {
  const { engine, edit, links, checkpoint } = parts;

  async function removeContainers(
    row: SessionRow,
    wait: Waiting,
    options: { readonly gently: boolean; readonly keep?: string },
  ): Promise<void> {
    const all = await engine.containers.list(labelsOfSession(row.id), wait);
    for (const { id, name, state } of all) {
      if (name === options.keep) continue;
      if (options.gently && state === 'running') {
        await engine.containers.stop(id, wait);
        await checkpoint('session.container-stopped');
      }
      await engine.containers.remove(id, wait);
      await checkpoint('session.container-removed');
    }
  }

  async function removeWorkspace({ id, parentId }: SessionRow, wait: Waiting): Promise<void> {
    try {
      await engine.volumes.remove(workspaceName(id), wait);
    } catch (error) {
      // Who still copies into it for others begins anew without it; who died at it needs nothing any more.
      if (parentId !== null && isEngineError(error, 'VOLUME_IN_USE'))
        await engine.containers.remove(copierName(parentId), wait);
      throw error;
    }
  }

  /** Of those who wanted one: a process that died left it behind, or it reads from it still. */
  async function removeSnapshots({ id }: SessionRow, wait: Waiting): Promise<void> {
    for (const { name } of await engine.volumes.list(labelsOfSnapshots(id), wait)) {
      await engine.volumes.remove(name, wait).catch((error: unknown) => {
        // Another session's helper compares with it, and whoever began that removes it.
        if (!isEngineError(error, 'VOLUME_IN_USE')) throw error;
      });
    }
  }

  return {
    async discardContainers(row, wait) {
      const keep = row.state === 'suspended' || row.state === 'error' ? undefined : containerName(row);
      // Nobody acknowledged what the supervisor of an unknown container said last, and it would wait for that.
      const gently = links.drop(row.id);
      await removeContainers(row, wait, { gently, ...(keep === undefined ? {} : { keep }) });
    },

    async close(row, wait) {
      links.drop(row.id);
      await removeContainers(row, wait, { gently: false });
      for (const { id } of await engine.containers.list(labelsOfHelpers(row.id), wait)) {
        await engine.containers.remove(id, wait);
      }
      await removeSnapshots(row, wait);
      if (row.keptUntil === null) {
        await removeWorkspace(row, wait);
        await checkpoint('session.workspace-removed');
      }
      await edit(row.id, because.askerOf(row), async (session) => {
        if (session.row().state === 'closed') return;
        await cancelTurns(session);
        session.move('close', because.asAsked(session.row(), because.closed));
        // The sweep comes back to it when its time is over.
        session.patch({ containerId: null, deadlineAt: session.row().keptUntil });
      });
      parts.forget(row.id);
      await checkpoint('session.closed');
    },

    async letGo({ id }, wait) {
      const going = await edit(id, 'runtime', ({ row, patch, now }) => {
        const isGoing = row().state === 'closed' && isKeptTooLong(row(), now);
        // Whoever wants it back from here on is told that it is gone, whatever the clock says then.
        if (isGoing && row().keptUntil !== 0) patch({ keptUntil: 0 });
        return isGoing;
      });
      if (!going.result) return;
      await checkpoint('session.kept-going');
      for (const container of await engine.containers.list(labelsOfHelpers(id), wait)) {
        await engine.containers.remove(container.id, wait);
      }
      await removeSnapshots(going.row, wait);
      await removeWorkspace(going.row, wait);
      await checkpoint('session.kept-removed');
      await edit(id, 'runtime', async ({ row, patch, now, tables }) => {
        if (row().keptUntil !== 0) return;
        const { space } = row();
        const why = because.whyGone(row());
        patch({ keptUntil: null, deadlineAt: null, ...plain(why) });
        // What a person asked for is told where they ask.
        if (why !== because.keptLongEnough) return;
        const act = { by: 'retention', verb: 'delete', kind: 'Session', space, name: id } as const;
        await tables.audit.add(ownAct({ ...act, reason: why.message }, now));
      });
    },
  };
}
