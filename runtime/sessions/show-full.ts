// That a workspace is full stands in its session's row as the reason, and goes from there when there is room again.

import type { SessionId } from '../../state/model/ids.ts';
import { workspaceFull, workspaceHasRoom } from './lifecycle/reasons.ts';
import type { SessionLogger } from './ports.ts';
import type { EditSession } from './session-edit.ts';

/** Soon; the supervisor says it again to whoever attaches, so what is lost here is written later. */
export type ShowFull = (id: SessionId, isFull: boolean) => void;

export interface ShowFullDeps {
  readonly edit: EditSession;
  readonly logger: SessionLogger;
}

export function createShowFull({ edit, logger }: ShowFullDeps): ShowFull {
  // One after the other, in the order in which it was heard.
  const writing = new Map<SessionId, Promise<void>>();

  async function write(id: SessionId, isFull: boolean): Promise<void> {
    await edit(id, 'runtime', ({ row, patch, log }) => {
      const { state, reason } = row();
      const isShown = reason === workspaceFull.reason;
      if (isShown === isFull || (state !== 'idle' && state !== 'busy')) return;
      const because = isFull ? workspaceFull : workspaceHasRoom;
      patch({ reason: because.reason, message: because.message, hint: because.hint ?? null });
      log({ type: `session.${state}`, data: { from: state, ...because } });
    });
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
