// Takes a space away: its sessions first, then its network, secrets and rows. The space's own row goes last, so that a
// crash at any point leaves it there to go on from.

import type { SessionControl } from '../../runtime/sessions/control.ts';
import type { Clock } from '../../state/model/clock.ts';
import { ownAct } from '../../state/store/own-act.ts';
import type { SessionRow } from '../../state/store/sessions.ts';
import type { SpaceRow } from '../../state/store/spaces.ts';
import type { Store } from '../../state/store/store.ts';
import type { BuildDesk } from './build-desk.ts';
import type { Checkpoint } from './checkpoints.ts';
import type { Requeue } from './queue.ts';
import type { Outcome } from './report.ts';
import type { SpaceNetwork } from './space-network.ts';
import type { WriteSpaceStatus } from './space-status-writer.ts';

export interface SpaceRemovalDeps {
  readonly store: Store;
  readonly sessions: Pick<SessionControl, 'prune'>;
  readonly network: SpaceNetwork;
  readonly builds: BuildDesk;
  readonly writeStatus: WriteSpaceStatus;
  readonly nudgeSessions: (space: string) => Promise<void>;
  /** The space is gone: loading must forget it, and its images have nobody left who wants them. */
  readonly gone: (space: string) => void;
  readonly clock: Pick<Clock, 'now'>;
  readonly checkpoint: Checkpoint;
}

export type RemoveSpace = (row: SpaceRow, signal: AbortSignal) => Promise<Requeue>;

const RECHECK_MS = 2_000;

export function createSpaceRemoval(deps: SpaceRemovalDeps): RemoveSpace {
  const { store, checkpoint } = deps;

  return async function remove(row, signal) {
    const { name } = row;
    await deps.builds.cancelUnwanted(name, new Set());
    await store.schedules.deleteSpace(name);
    const open = await store.sessions.open(name);
    if (open.length > 0) {
      for (const { id, target } of open) if (target !== 'closed') await deps.sessions.prune(id);
      await checkpoint('removal.closing-asked');
      await deps.nudgeSessions(name);
      const message = `${openText(open)} being closed before the space goes.`;
      return waitFor(row, 'ClosingSessions', message);
    }
    await checkpoint('removal.sessions-closed');
    if (!(await deps.network.remove(name, { signal }))) {
      return waitFor(row, 'NetworkInUse', 'Its network goes once nothing is joined to it.');
    }
    await store.secrets.deleteSpace(name);
    const agents = await store.agents.list(name);
    await store.agents.delete(
      name,
      agents.map((agent) => agent.name),
    );
    await checkpoint('removal.agents-dropped');
    await store.history.deleteSpace(name);
    await store.notices.deleteSpace(name);
    await store.transaction(async ({ spaces, audit }) => {
      await spaces.delete(name);
      const reason = 'It is declared no more; its secrets and what ran before went with it.';
      const act = { by: 'reconciler', verb: 'delete', kind: 'Space', space: name, name, reason };
      await audit.add(ownAct(act, deps.clock.now()));
    });
    deps.gone(name);
    return { type: 'none' };
  };

  function waitFor(row: SpaceRow, reason: string, message: string): Promise<Requeue> {
    const outcome: Outcome = { type: 'progressing', reason, message, recheckAfterMs: RECHECK_MS };
    return deps.writeStatus({ row, outcome, agents: [], circumstances: {} });
  }
}

function openText(open: readonly SessionRow[]): string {
  const count = open.filter(({ warm }) => !warm).length;
  if (count === 0) return 'The sessions that were made ahead are';
  return count === 1 ? '1 session is' : `${count} sessions are`;
}
