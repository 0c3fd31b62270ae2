// That a workspace is full stands in its session's row as the reason, and goes from there when there is room again.

import { ownAct } from '../../state/store/own-act.ts';
import type { Clock } from '../../state/model/clock.ts';
import type { SessionId } from '../../state/model/ids.ts';
import { workspaceFull, workspaceHasRoom } from './lifecycle/reasons.ts';
import type { SessionLogger } from './ports.ts';
import type { EditSession } from './session-edit.ts';

/** Soon; the supervisor says it again to whoever attaches, so what is lost here is written later. */
export type ShowFull = (id: SessionId, isFull: boolean) => void;

export interface ShowFullDeps {
  readonly edit: EditSession;
  readonly clock: Clock;
  readonly logger: SessionLogger;
}

const TOLD_EVERY_MS = 60 * 60_000;

export function createShowFull({ edit, clock, logger }: ShowFullDeps): ShowFull {
  // One after the other, in the order in which it was heard.
  const writing = new Map<SessionId, Promise<void>>();
  /** An agent that fills its workspace again and again fills no audit with it. */
  const told = new Map<SessionId, number>();

  function toldLately(id: SessionId): boolean {
    const since = clock.now() - TOLD_EVERY_MS;
    for (const [each, at] of told) if (at < since) told.delete(each);
    return told.has(id);
  }

  async function write(id: SessionId, isFull: boolean): Promise<void> {
    const isTold = isFull && toldLately(id);
    await edit(id, 'runtime', async ({ row, patch, log, tables, now }) => {
      const { state, reason, space } = row();
      if (isFull && !isTold)
        await tables.audit.add(
          ownAct(
            { by: 'runtime', verb: 'stop', kind: 'Session', space, name: id, reason: workspaceFull.message },
            now,
          ),
        );
      const isShown = reason === workspaceFull.reason;
      if (isShown === isFull || (state !== 'idle' && state !== 'busy')) return;
      const because = isFull ? workspaceFull : workspaceHasRoom;
      patch({ reason: because.reason, message: because.message, hint: because.hint ?? null });
      log({ type: `session.${state}`, data: { from: state, ...because } });
    });
    if (isFull && !isTold) told.set(id, clock.now());
  }

  return (id, isFull) => {
    const before = writing.get(id) ?? Promise.resolve();
    const mine = before
      .then(() => write(id, isFull))
      .catch((error: unknown) => {
        logger.warn({ session: id, err: error }, 'Whether the workspace is full could not be shown.');
      })
      .finally(() => {
        if (writing.get(id) === mine) writing.delete(id);
      });
    writing.set(id, mine);
  };
}
